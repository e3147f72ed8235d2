import { anyText, boolean, emails, logLevel, oneOf, url, webUrl, wholeNumber } from '../parsers.js';
import { matrix, optional, variable } from '../variable.js';

export const logs = {
  LOG_LEVEL: optional(
    'DEBUG, INFO, WARNING, ERROR; empty: DEBUG where DEBUG is true, INFO elsewhere',
    logLevel,
  ),
  LOG_FORMAT: variable('json, text (coloured)', oneOf('json', 'text'), matrix('text', 'json', 'json')),
  LOG_DIR: optional('A folder for log files as well, like logs; empty: standard output only', anyText),
  LOG_RETENTION_DAYS: variable('Days that log files are kept', wholeNumber(1, 3_650), '30'),
};

export const monitoring = {
  PROMETHEUS_ENABLED: variable('true, false: answer /metrics', boolean, 'true'),
  PROMETHEUS_PORT: variable(
    'The internal port; in production /metrics and /docs answer there and not on the public one',
    wholeNumber(0, 65_535),
    '9090',
  ),
  HEALTH_CHECK_ENABLED: variable('true, false: answer /health', boolean, 'true'),
  HEALTH_CHECKS: variable(
    'basic, full: whether /health tells of the disk and the process too',
    oneOf('basic', 'full'),
    matrix('basic', 'full', 'full'),
  ),
  METRICS_EXPORT: variable(
    'console, prometheus: console writes a digest to the log as well',
    oneOf('console', 'prometheus'),
    matrix('console', 'prometheus', 'prometheus'),
  ),
  METRICS_EXPORT_INTERVAL: variable('Seconds between two digests', wholeNumber(1, 86_400), '60'),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(
    'Where traces go, like http://localhost:4318; empty: nowhere',
    webUrl,
    { notYet: true },
  ),
};

export const alerts = {
  ALERT_SLACK_WEBHOOK_URL: optional('A Slack webhook for alerts', webUrl, { secret: true, notYet: true }),
  ALERT_WEBHOOK_URL: optional('Any address that takes alerts as JSON', webUrl, {
    secret: true,
    notYet: true,
  }),
  SMTP_URL: optional(
    'A mail server for alerts, like smtps://user:password@mail.example.com',
    url('smtp', 'smtps'),
    {
      secret: true,
      notYet: true,
    },
  ),
  ALERT_EMAIL_TO: optional('Who gets the mails, separated by commas', emails, { notYet: true }),
};

export const storage = {
  DATABASE_URL: optional(
    'postgresql://user:password@host/name; empty: an embedded PostgreSQL under DATA_DIR',
    url('postgresql', 'postgres'),
    { secret: true },
  ),
  DATA_DIR: variable('The folder of the embedded PostgreSQL', anyText, 'data'),
  DATABASE_POOL_SIZE: variable('Connections to the database for each process', wholeNumber(1, 1_000), '10'),
  REDIS_URL: optional(
    'redis://host:6379 shares limits and caches between replicas; empty: each has its own',
    url('redis', 'rediss'),
    { secret: true, notYet: true },
  ),
};
