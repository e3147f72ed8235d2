import { AppError } from '../errors/app-error.js';
import { ConfigError } from './config-error.js';
import { loadConfig } from './load-config.js';
import type { RawEnvironment } from './read-values.js';
import type { Variable } from './variable.js';
import { VARIABLE_NAMES, VARIABLES } from './variables.js';

const SECRET = 'f'.repeat(64);
const PRODUCTION: RawEnvironment = {
  ENVIRONMENT: 'production',
  OPENAI_API_KEY: 'sk-1234567890',
  VALID_API_KEYS: 'a-key-of-sixteen-or-more:chat+finance+admin',
  APP_SECRET_KEY: SECRET,
  SEARXNG_URL: 'http://searxng:8080',
};

function faultsOf(env: RawEnvironment): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map(({ variable, problem, remedy }) => `${variable} ${problem}: ${remedy}`);
  }
}

describe(loadConfig.name, () => {
  it('needs nothing in development, and lets the sandbox answer', () => {
    const config = loadConfig({});
    expect(config.app).toEqual({
      name: 'ai-chatbot',
      version: '1.0.0',
      environment: 'development',
      debug: true,
    });
    expect(config.sandbox).toEqual({ answers: true, needed: true, port: 8100, url: 'http://127.0.0.1:8100' });
    expect(config.search.provider).toBe('sandbox');
    expect(config.providers.fallbackProvider).toBeNull();
    expect(config.warnings).toEqual([]);
  });

  it('is satisfied with what production needs', () => {
    const config = loadConfig(PRODUCTION);
    expect(config.sandbox).toMatchObject({ answers: false, needed: false });
    expect(config.search.provider).toBe('searxng');
    expect(config.access.validApiKeys).toEqual([
      {
        key: 'a-key-of-sixteen-or-more',
        roles: ['chat', 'finance', 'admin'],
        organisation: 'default',
        team: null,
        costCenter: null,
      },
    ]);
    expect(config.warnings).toEqual([]);
  });

  it('cannot be changed', () => {
    const config = loadConfig({ VALID_API_KEYS: 'one' });
    expect(Object.isFrozen(config.server) && Object.isFrozen(config.access.validApiKeys[0])).toBe(true);
  });

  it.each([
    [
      'development',
      { LOG_LEVEL: 'debug', LOG_FORMAT: 'text', model: 'gpt-4o-mini', rate: null, breaker: false },
    ],
    ['staging', { LOG_LEVEL: 'info', LOG_FORMAT: 'json', model: 'gpt-4o', rate: 100, breaker: true }],
    ['production', { LOG_LEVEL: 'info', LOG_FORMAT: 'json', model: 'gpt-4o', rate: 60, breaker: true }],
  ])('takes the defaults of %s from the matrix', (environment, expected) => {
    const config = loadConfig({ ...PRODUCTION, ENVIRONMENT: environment });
    const isDevelopment = environment === 'development';
    expect({
      LOG_LEVEL: config.logging.level,
      LOG_FORMAT: config.logging.format,
      model: config.providers.defaultModel,
      rate: config.access.rateLimitPerMinute,
      breaker: config.features.circuitBreaker,
    }).toEqual(expected);
    expect(config.features.searchAugmentation).toBe(true);
    expect(config.resilience.retryAttempts).toBe(isDevelopment ? 1 : 3);
    expect(config.metrics.exporter).toBe(isDevelopment ? 'console' : 'prometheus');
    expect(config.health.checks).toBe(isDevelopment ? 'basic' : 'full');
    expect(config.app.debug).toBe(isDevelopment);
  });

  it('lets what is set go before the matrix', () => {
    const config = loadConfig({
      ...PRODUCTION,
      LOG_LEVEL: 'WARNING',
      RATE_LIMIT_REQUESTS_PER_MINUTE: 'off',
      ENABLE_CIRCUIT_BREAKER: 'no',
      DEFAULT_MODEL: 'gpt-5',
    });
    expect(config.logging.level).toBe('warn');
    expect(config.access.rateLimitPerMinute).toBeNull();
    expect(config.features.circuitBreaker).toBe(false);
    expect(config.providers.defaultModel).toBe('gpt-5');
  });

  it('says more where DEBUG is true, unless LOG_LEVEL says how much', () => {
    const level = (env: RawEnvironment) => loadConfig(env).logging.level;
    expect(level({ ENVIRONMENT: 'staging', DEBUG: 'true' })).toBe('debug');
    expect(level({ DEBUG: 'false' })).toBe('info');
    expect(level({ DEBUG: 'true', LOG_LEVEL: 'ERROR' })).toBe('error');
  });

  it('knows where clients reach it, and whose disk its data fill', () => {
    expect(loadConfig({ PUBLIC_URL: 'https://chat.example.com/' })).toMatchObject({
      server: { publicUrl: 'https://chat.example.com' },
      health: { diskFolder: 'data' },
    });
    expect(loadConfig({ DATABASE_URL: 'postgres://db/chat' })).toMatchObject({
      server: { publicUrl: null },
      health: { diskFolder: null },
    });
  });

  it('refuses more connections than the embedded PostgreSQL takes', () => {
    const many = { WORKERS: '9', DATABASE_POOL_SIZE: '10' };
    expect(() => loadConfig(many)).toThrow(/DATABASE_POOL_SIZE times WORKERS is 90/);
    expect(loadConfig({ ...many, DATABASE_URL: 'postgres://db/chat' }).server.workers).toBe(9);
  });

  it('takes an empty value for none, and trims', () => {
    expect(loadConfig({ PORT: '', HOST: '  ', APP_NAME: ' bot ' })).toMatchObject({
      server: { port: 8000, host: '0.0.0.0' },
      app: { name: 'bot' },
    });
  });

  it('turns seconds into milliseconds', () => {
    const config = loadConfig({ CIRCUIT_BREAKER_RECOVERY_TIMEOUT: '45', METRICS_EXPORT_INTERVAL: '10' });
    expect(config.resilience.recoveryTimeoutMs).toBe(45_000);
    expect(config.metrics.exportIntervalMs).toBe(10_000);
  });

  it('has a default for every variable that its own parser accepts', () => {
    const specs: readonly Variable<unknown>[] = VARIABLE_NAMES.map((name) => VARIABLES[name]);
    for (const { default: fallback = {}, parse } of specs) {
      const texts = typeof fallback === 'object' ? Object.values(fallback) : [fallback];
      for (const text of texts) expect(() => parse(text)).not.toThrow();
    }
    expect(specs.length).toBeGreaterThan(60);
  });
});

describe('the price of a day', () => {
  it.each([
    [{}, null, null],
    [{ ENVIRONMENT: 'staging' }, '10.00', '8.00'],
    [PRODUCTION, '100.00', '80.00'],
    [{ DAILY_COST_LIMIT_USD: '0.123456789012' }, '0.123456789012', '0.0987654312096'],
    [{ DAILY_COST_LIMIT_USD: '7' }, '7', '5.60'],
    [{ DAILY_COST_LIMIT_USD: '7', COST_ALERT_THRESHOLD_USD: '1.5' }, '7', '1.5'],
    [{ DAILY_COST_LIMIT_USD: '7', COST_ALERT_THRESHOLD_USD: 'off' }, '7', null],
    [{ DAILY_COST_LIMIT_USD: 'OFF', COST_ALERT_THRESHOLD_USD: '3' }, null, '3'],
  ])('of %j is limited to %s, with an alert at %s', (env, limit, alert) => {
    expect(loadConfig(env).cost).toMatchObject({ dailyLimitUsd: limit, alertThresholdUsd: alert });
  });
});

describe('providers', () => {
  it('takes a model of Anthropic where that is the default provider', () => {
    const env = { DEFAULT_LLM_PROVIDER: 'anthropic', ANTHROPIC_API_KEY: 'any' };
    expect(loadConfig(env).providers.defaultModel).toBe('claude-haiku-4-5');
    expect(loadConfig({ ...env, ENVIRONMENT: 'staging' }).providers.defaultModel).toBe('claude-sonnet-5');
  });

  it('falls back to the other one where it has a key', () => {
    const both = { OPENAI_API_KEY: 'sk-x', ANTHROPIC_API_KEY: 'y' };
    expect(loadConfig(both).providers.fallbackProvider).toBe('anthropic');
    expect(loadConfig({ ...both, DEFAULT_LLM_PROVIDER: 'anthropic' }).providers.fallbackProvider).toBe(
      'openai',
    );
    expect(loadConfig({ ...both, FALLBACK_PROVIDER: 'none' }).providers.fallbackProvider).toBeNull();
  });

  it.each([
    [{ OPENAI_API_KEY: 'sk-x', FALLBACK_PROVIDER: 'anthropic' }, 'FALLBACK_PROVIDER anthropic has no key'],
    [
      { OPENAI_API_KEY: 'sk-x', FALLBACK_PROVIDER: 'openai' },
      'FALLBACK_PROVIDER openai is the default provider',
    ],
    [
      { OPENAI_API_KEY: 'sk-x', DEFAULT_MODEL: 'claude-sonnet-5' },
      'DEFAULT_MODEL claude-sonnet-5 is hardly one of',
    ],
    [
      { ANTHROPIC_API_KEY: 'x', DEFAULT_LLM_PROVIDER: 'anthropic', DEFAULT_MODEL: 'gpt-4o' },
      'DEFAULT_MODEL gpt-4o is hardly one of anthropic',
    ],
    [{ OPENAI_BASE_URL: 'http://localhost:11434/v1' }, 'OPENAI_BASE_URL is not used without OPENAI_API_KEY'],
    [
      { ANTHROPIC_BASE_URL: 'http://localhost:1' },
      'ANTHROPIC_BASE_URL is not used without ANTHROPIC_API_KEY',
    ],
  ])('warns of %j', (env, warning) => {
    const config = loadConfig(env);
    expect(config.warnings).toEqual([expect.stringContaining(warning)]);
    expect(config.providers.fallbackProvider).toBeNull();
  });

  it('wants OpenAI’s own prefix from OpenAI’s keys alone', () => {
    expect(faultsOf({ OPENAI_API_KEY: 'canary' })).toEqual([
      'OPENAI_API_KEY does not start with sk-: use a key of OpenAI, or set OPENAI_BASE_URL',
    ]);
    expect(faultsOf({ OPENAI_API_KEY: 'x', OPENAI_BASE_URL: 'https://api.openai.com/v1' })).toHaveLength(1);
    expect(faultsOf({ OPENAI_API_KEY: 'ollama', OPENAI_BASE_URL: 'http://localhost:11434/v1/' })).toEqual([]);
  });

  it('refuses a default provider without a key where the other has one', () => {
    expect(faultsOf({ ANTHROPIC_API_KEY: 'x' })).toEqual([
      expect.stringMatching(/^OPENAI_API_KEY is not set/),
    ]);
    expect(faultsOf({ OPENAI_API_KEY: 'sk-x', DEFAULT_LLM_PROVIDER: 'anthropic' })).toEqual([
      expect.stringMatching(/^ANTHROPIC_API_KEY is not set/),
    ]);
  });
});

describe('search', () => {
  it.each([
    [{ SEARXNG_URL: 'http://s' }, 'searxng'],
    [{ BRAVE_API_KEY: 'b' }, 'brave'],
    [{ TAVILY_API_KEY: 't' }, 'tavily'],
    [{ SEARXNG_URL: 'http://s', SEARCH_PROVIDER: 'sandbox' }, 'sandbox'],
    [{ OPENAI_API_KEY: 'sk-x' }, 'sandbox'],
    [{ ...PRODUCTION, SEARXNG_URL: '', ENABLE_SEARCH_AUGMENTATION: 'false' }, 'searxng'],
  ])('with %j goes to %s', (env, provider) => {
    expect(loadConfig(env).search.provider).toBe(provider);
  });

  it.each(['brave', 'tavily', 'openai', 'anthropic'])(
    'with %s needs no key where the sandbox answers',
    (provider) => {
      expect(loadConfig({ SEARCH_PROVIDER: provider })).toMatchObject({
        search: { provider },
        sandbox: { answers: true, needed: true },
      });
    },
  );

  it.each([
    [{}, 'gpt-4o-mini'],
    [{ SEARCH_PROVIDER: 'anthropic' }, 'claude-haiku-4-5'],
    [{ SEARCH_PROVIDER: 'openai', SEARCH_MODEL: 'gpt-5-mini' }, 'gpt-5-mini'],
  ])('with %j has %s search, where a model does', (env, model) => {
    expect(loadConfig(env).search.model).toBe(model);
  });

  it.each([
    [{ SEARCH_PROVIDER: 'searxng' }, /^SEARXNG_URL is not set: SEARCH_PROVIDER searxng needs it/],
    [{ SEARCH_PROVIDER: 'anthropic', OPENAI_API_KEY: 'sk-x' }, /^ANTHROPIC_API_KEY is not set/],
    [{ ...PRODUCTION, SEARCH_PROVIDER: 'brave' }, /^BRAVE_API_KEY is not set/],
    [{ ...PRODUCTION, SEARXNG_URL: '' }, /^SEARCH_PROVIDER has nothing to search with: set SEARXNG_URL/],
    [{ ...PRODUCTION, SEARCH_PROVIDER: 'sandbox' }, /^SEARCH_PROVIDER is "sandbox": use a real one/],
  ])('refuses %j', (env, fault) => {
    expect(faultsOf(env)).toEqual([expect.stringMatching(fault)]);
  });
});

describe('citations', () => {
  it('refuses a claim that would be partly supported only above where it is supported', () => {
    expect(faultsOf({ CITATION_SUPPORTED_FROM: '0.4', CITATION_PARTIAL_FROM: '0.5' })).toEqual([
      'CITATION_PARTIAL_FROM is 0.5, above CITATION_SUPPORTED_FROM (0.4): lower it, or raise the other',
    ]);
    expect(faultsOf({ CITATION_SUPPORTED_FROM: '0.4', CITATION_PARTIAL_FROM: '0.4' })).toEqual([]);
  });
});

describe(ConfigError.name, () => {
  it('lists every fault at once, each with its remedy', () => {
    const load = () =>
      loadConfig({
        ENVIRONMENT: 'prod',
        PORT: 'eight',
        LOG_LEVEL: 'LOUD',
        DEBUG: 'tru',
        OPENAI_API_KEY: 'sk',
      });
    expect(load).toThrow(AppError);
    expect(load).toThrow(
      [
        'The configuration has 5 faults:',
        '  - ENVIRONMENT is "prod": use one of development, staging, production.',
        '  - DEBUG is "tru": use true or false (1, 0, yes and no are understood).',
        '  - PORT is "eight": use a whole number from 0 to 65535.',
        '  - LOG_LEVEL is "LOUD": use one of DEBUG, INFO, WARNING, ERROR.',
        '  - OPENAI_API_KEY does not start with sk-: use a key of OpenAI, or set OPENAI_BASE_URL.',
      ].join('\n'),
    );
  });

  it('says one fault in the singular and cuts a long value', () => {
    expect(() => loadConfig({ PORT: '9'.repeat(500) })).toThrow(/^The configuration has 1 fault:\n.{1,160}$/);
  });

  it('must not repeat the value of a secret', () => {
    const faults = faultsOf({
      OPENAI_API_KEY: 'canary',
      VALID_API_KEYS: 'canary:root',
      DATABASE_URL: 'mysql://canary',
      REDIS_URL: 'canary',
      SMTP_URL: 'canary',
      ALERT_SLACK_WEBHOOK_URL: 'canary',
      ALERT_WEBHOOK_URL: 'canary',
    });
    expect(faults).toHaveLength(7);
    expect(faults.join()).not.toContain('canary');
  });

  it('refuses production without its secrets, and says a thing once', () => {
    expect(
      faultsOf({ ENVIRONMENT: 'production', VALID_API_KEYS: 'a:root' }).map((fault) => fault.split(' ')[0]),
    ).toEqual(['VALID_API_KEYS', 'OPENAI_API_KEY', 'SEARCH_PROVIDER', 'APP_SECRET_KEY']);
    expect(faultsOf({ ...PRODUCTION, VALID_API_KEYS: '' })).toEqual([
      expect.stringMatching(/^VALID_API_KEYS is not/),
    ]);
  });

  it('must not let short or well-known secrets into production', () => {
    expect(faultsOf({ ...PRODUCTION, APP_SECRET_KEY: 'short', JWT_SECRET_KEY: 'short' })).toEqual([
      'APP_SECRET_KEY has 5 characters: use 32 or more: openssl rand -hex 32',
      'JWT_SECRET_KEY has 5 characters: use 32 or more: openssl rand -hex 32',
    ]);
    const known = {
      OPENAI_API_KEY: 'sk-your-openai-key-here',
      ANTHROPIC_API_KEY: 'your-anthropic-key-here',
      VALID_API_KEYS: 'a-key-of-sixteen-or-more, key2:chat+admin',
      JWT_SECRET_KEY: 'your-jwt-secret-here',
      APP_SECRET_KEY: 'your-app-secret-here',
      CORS_ALLOWED_ORIGINS: 'https://yourdomain.com',
    };
    const faults = faultsOf({ ...PRODUCTION, ...known });
    expect(faults.filter((fault) => fault.includes('holds a placeholder'))).toHaveLength(6);
    expect(faults).toHaveLength(6);
  });

  it('keeps the ports apart', () => {
    expect(faultsOf({ ...PRODUCTION, PORT: '9090' })).toEqual([
      expect.stringMatching(/^PROMETHEUS_PORT is 9090/),
    ]);
    expect(faultsOf({ PORT: '8100' })).toEqual([expect.stringMatching(/^SANDBOX_PORT is 8100/)]);
    expect(faultsOf({ PORT: '0', SANDBOX_PORT: '0', PROMETHEUS_PORT: '0' })).toEqual([]);
  });
});

describe('warnings', () => {
  it('keeps real keys beside placeholders outside production', () => {
    const config = loadConfig({ VALID_API_KEYS: 'key1,mine:chat+admin,key2' });
    expect(config.access.validApiKeys).toMatchObject([{ key: 'mine', roles: ['chat', 'admin'] }]);
    expect(config.warnings).toEqual(['VALID_API_KEYS: the placeholders of .env.example count as not set.']);
  });

  it('names what looks like a slip, and not what other programs use', () => {
    const env = {
      OPENAI_APIKEY: 'x',
      enable_cost_tracking: '1',
      HOME: '/',
      PATH: '/bin',
      HOSTNAME: 'x',
      PWD: '/',
    };
    expect(loadConfig(env).warnings).toEqual([
      'OPENAI_APIKEY is not read; did you mean OPENAI_API_KEY?',
      'enable_cost_tracking is not read; did you mean ENABLE_COST_TRACKING?',
    ]);
  });

  it.each([
    ['RATE_LIMIT_REQUESTS_PER_MINUTE', '60'],
    ['JWT_SECRET_KEY', 'a-secret-of-thirty-two-characters-or-more'],
    ['REDIS_URL', 'redis://cache:6379'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://collector:4318'],
    ['ALERT_SLACK_WEBHOOK_URL', 'https://hooks.example.com/x'],
    ['ALERT_WEBHOOK_URL', 'https://hooks.example.com/x'],
    ['SMTP_URL', 'smtps://mail.example.com'],
    ['ALERT_EMAIL_TO', 'ops@example.com'],
  ])('must not let anybody rely on what does nothing yet: %s', (name, value) => {
    const warning = `${name} is set and not yet effective: nothing acts on it in this version.`;
    expect(loadConfig({ [name]: value }).warnings).toEqual([warning]);
    expect(loadConfig({ [name]: '' }).warnings).toEqual([]);
  });

  it('does not mind that something is switched off which is not there', () => {
    expect(loadConfig({ RATE_LIMIT_REQUESTS_PER_MINUTE: 'off' }).warnings).toEqual([]);
  });

  it('must not let a staging start silently that answers everybody with 401', () => {
    const warning = expect.stringMatching(/^VALID_API_KEYS is not set: .*401.*Set at least one key/);
    expect(loadConfig({ ENVIRONMENT: 'staging' }).warnings).toEqual([warning]);
    expect(loadConfig({ ENVIRONMENT: 'staging', API_KEY_REQUIRED: 'false' }).warnings).toEqual([]);
    expect(loadConfig({ ENVIRONMENT: 'staging', VALID_API_KEYS: 'mine' }).warnings).toEqual([]);
  });

  it('says what is unwise', () => {
    expect(loadConfig({ APP_SECRET_KEY: 'short' }).warnings).toEqual([
      expect.stringContaining('APP_SECRET_KEY'),
    ]);
    const open = {
      ...PRODUCTION,
      API_KEY_REQUIRED: 'false',
      VALID_API_KEYS: 'short',
      CORS_ALLOWED_ORIGINS: '*',
    };
    expect(loadConfig(open).warnings).toEqual([
      expect.stringContaining('API_KEY_REQUIRED is false'),
      expect.stringContaining('VALID_API_KEYS has a key of fewer than 16'),
      expect.stringContaining('CORS_ALLOWED_ORIGINS is *'),
    ]);
  });
});
