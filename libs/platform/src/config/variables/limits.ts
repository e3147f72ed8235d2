import {
  anyText,
  apiKeys,
  boolean,
  money,
  orOff,
  origins,
  timezone,
  wholeNumber,
  secondsByModel,
} from '../parsers.js';
import { matrix, optional, variable } from '../variable.js';

export const costAndRate = {
  DAILY_COST_LIMIT_USD: variable(
    'USD a day, or off; a start sets it where it differs from the last one',
    orOff(money),
    // The seed's matrix gives "cost alerts" per day, and its alert compares the day's cost with this variable.
    matrix('off', '10.00', '100.00'),
  ),
  COST_ALERT_THRESHOLD_USD: optional(
    'USD a day that raise an alert, or off; empty: 80 % of DAILY_COST_LIMIT_USD',
    orOff(money),
  ),
  RATE_LIMIT_REQUESTS_PER_MINUTE: variable(
    'Requests a minute for each key, or off',
    orOff(wholeNumber(1, 1_000_000)),
    matrix('off', '100', '60'),
    { notYet: true },
  ),
  REPORTING_TIMEZONE: variable('Where a day of the cost reports begins, an IANA name', timezone, 'UTC'),
  PRICE_BOOK_FILE: optional('A JSON file with prices that go before the list prices', anyText),
};

export const security = {
  API_KEY_REQUIRED: variable(
    'true, false: every route but the public ones wants a key or token',
    boolean,
    'true',
  ),
  VALID_API_KEYS: optional(
    'key or key:chat+finance+admin, separated by commas; a bare key may chat; key:chat;team=support;organisation=acme;cost_center=4711 says whose budgets it draws on',
    apiKeys,
    {
      secret: true,
      placeholder: 'key1,key2,key3',
    },
  ),
  JWT_SECRET_KEY: optional('Checks the signature of tokens (HS256); 32 characters or more', anyText, {
    secret: true,
    placeholder: 'your-jwt-secret-here',
    notYet: true,
  }),
  APP_SECRET_KEY: optional('Seals what is stored; 32 characters or more: openssl rand -hex 32', anyText, {
    secret: true,
    placeholder: 'your-app-secret-here',
  }),
  CORS_ALLOWED_ORIGINS: optional('Origins that browsers may call from, separated by commas, or *', origins, {
    placeholder: 'https://yourdomain.com',
  }),
  CONVERSATION_RETENTION_DAYS: variable('Days that conversations are kept', wholeNumber(1, 36_500), '90'),
};

export const resilience = {
  RETRY_ATTEMPTS: variable(
    'Attempts at one provider, the first included',
    wholeNumber(1, 10),
    matrix('1', '3', '3'),
  ),
  CIRCUIT_BREAKER_FAILURE_THRESHOLD: variable(
    'Failures within 60 seconds that open the breaker',
    wholeNumber(1, 1_000),
    '5',
  ),
  CIRCUIT_BREAKER_RECOVERY_TIMEOUT: variable('Seconds it stays open', wholeNumber(1, 3_600), '30'),
  CIRCUIT_BREAKER_HALF_OPEN_MAX_CALLS: variable(
    'Probes at once while it is half open',
    wholeNumber(1, 100),
    '3',
  ),
  FIRST_TOKEN_TIMEOUTS: optional(
    'Seconds that the first text of a model may take, like o3=110,gpt-4.1=30; the others have 20, models that think unseen 100',
    secondsByModel(120),
  ),
  FALLBACK_MODEL: optional(
    'The model of FALLBACK_PROVIDER; empty: the one that compares with the model asked for',
    anyText,
  ),
  DEGRADED_RESPONSE: variable(
    'true, false: when no model answers, give what the search found with a warning instead of 503',
    boolean,
    'false',
  ),
  RESUME_GRACE_MS: variable(
    'Milliseconds a resumable answer goes on while nobody reads it',
    wholeNumber(0, 600_000),
    '30000',
  ),
  RESUME_LOST_AFTER_MS: variable(
    'Milliseconds of silence after which the process of a resumable answer counts as gone',
    wholeNumber(1_000, 300_000),
    '60000',
  ),
};
