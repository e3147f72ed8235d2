import { anyText, boolean, host, oneOf, webUrl, wholeNumber } from '../parsers.js';
import { matrix, optional, variable } from '../variable.js';

const environment = oneOf('development', 'staging', 'production');

export const application = {
  APP_NAME: variable('The name in logs, traces and the banner', anyText, 'ai-chatbot'),
  APP_VERSION: variable('The version in logs, health and the API document', anyText, '1.0.0'),
  ENVIRONMENT: variable(
    'development, staging, production: decides many defaults',
    environment,
    'development',
  ),
  DEBUG: variable(
    'true, false: logs say more, unless LOG_LEVEL says how much',
    boolean,
    matrix('true', 'false', 'false'),
  ),
};

export const server = {
  HOST: variable('The address to listen on', host, '0.0.0.0'),
  PORT: variable('The public port; 0 takes a free one', wholeNumber(0, 65_535), '8000'),
  PUBLIC_URL: optional(
    'How clients reach the service, like https://chat.example.com; empty: by the Host of each request',
    webUrl,
  ),
  WORKERS: variable(
    'Processes that share the port; with more than 1, sockets are WebSockets only, without polling',
    wholeNumber(1, 128),
    '1',
  ),
  REQUEST_TIMEOUT_MS: variable(
    'Milliseconds a whole request may take, unless its X-Request-Timeout says otherwise',
    wholeNumber(100, 3_600_000),
    '120000',
  ),
  SHUTDOWN_TIMEOUT_MS: variable(
    'Milliseconds a stop may take in all; streams that are not done by then end as incomplete. Writing what is held gets 5000 at least',
    wholeNumber(0, 600_000),
    '30000',
  ),
  SHUTDOWN_BALANCER_WAIT_MS: variable(
    'Milliseconds of it in which the process is not ready and still works, so that balancers notice',
    wholeNumber(0, 60_000),
    matrix('0', '5000', '5000'),
  ),
  MAX_IN_FLIGHT: variable(
    'Requests and answers at once; more are refused with 503',
    wholeNumber(10, 100_000),
    '2000',
  ),
  BODY_LIMIT_BYTES: variable(
    'Bytes a request body may weigh; 262144 holds the longest message and instructions as UTF-8, with every character escaped (\\u1234) it takes 786432',
    wholeNumber(1_024, 104_857_600),
    '262144',
  ),
};

export const features = {
  ENABLE_SEARCH_AUGMENTATION: variable('true, false: search before answering', boolean, 'true'),
  ENABLE_COST_TRACKING: variable(
    'true, false: tell costs in X-Request-Cost, metrics and log; the ledger and its budgets are always kept',
    boolean,
    'true',
  ),
  ENABLE_PII_REDACTION: variable('true, false: redact what leaves the house', boolean, 'true'),
  ENABLE_CIRCUIT_BREAKER: variable(
    'true, false: leave a provider alone that keeps failing',
    boolean,
    matrix('false', 'true', 'true'),
  ),
};
