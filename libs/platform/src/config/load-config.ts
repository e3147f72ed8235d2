import type { AppConfig } from './app-config.js';
import { checkTogether } from './checks.js';
import { ConfigError } from './config-error.js';
import * as derive from './derive.js';
import { Findings } from './findings.js';
import { type RawEnvironment, readValues } from './read-values.js';
import { similarNames } from './similar-names.js';
import { type Values, VARIABLE_NAMES } from './variables.js';

const SECOND = 1_000;

/** The environment as the service sees it, frozen. Throws a `ConfigError` that lists every fault at once. */
export function loadConfig(env: RawEnvironment): AppConfig {
  const findings = new Findings();
  const values = readValues(env, findings);
  checkTogether(values, findings);
  for (const [name, meant] of similarNames(Object.keys(env), VARIABLE_NAMES))
    findings.warn(`${name} is not read; did you mean ${meant}?`);
  if (findings.faults.length > 0) throw new ConfigError(findings.faults);
  return frozen({
    ...serviceOf(values),
    ...answeringOf(values),
    ...limitsOf(values),
    ...operationsOf(values),
    warnings: findings.warnings,
  });
}

function serviceOf(values: Values): Pick<AppConfig, 'app' | 'server' | 'features'> {
  return {
    app: {
      name: values.APP_NAME,
      version: values.APP_VERSION,
      environment: values.ENVIRONMENT,
      debug: values.DEBUG,
    },
    server: {
      host: values.HOST,
      port: values.PORT,
      publicUrl: values.PUBLIC_URL,
      workers: values.WORKERS,
      corsAllowedOrigins: values.CORS_ALLOWED_ORIGINS ?? [],
      requestTimeoutMs: values.REQUEST_TIMEOUT_MS,
      bodyLimitBytes: values.BODY_LIMIT_BYTES,
      shutdownTimeoutMs: values.SHUTDOWN_TIMEOUT_MS,
      balancerWaitMs: values.SHUTDOWN_BALANCER_WAIT_MS,
      maxInFlight: values.MAX_IN_FLIGHT,
    },
    features: {
      searchAugmentation: values.ENABLE_SEARCH_AUGMENTATION,
      costTracking: values.ENABLE_COST_TRACKING,
      piiRedaction: values.ENABLE_PII_REDACTION,
      circuitBreaker: values.ENABLE_CIRCUIT_BREAKER,
    },
  };
}

function answeringOf(
  values: Values,
): Pick<AppConfig, 'providers' | 'anthropic' | 'sandbox' | 'search' | 'citations' | 'conversations'> {
  const searchProvider = derive.searchProvider(values);
  const sandboxAnswers = derive.sandboxAnswers(values);
  return {
    providers: {
      defaultProvider: values.DEFAULT_LLM_PROVIDER,
      defaultModel: derive.defaultModel(values),
      fallbackProvider: derive.fallbackProvider(values),
      openai: { apiKey: values.OPENAI_API_KEY, baseUrl: values.OPENAI_BASE_URL },
      anthropic: { apiKey: values.ANTHROPIC_API_KEY, baseUrl: values.ANTHROPIC_BASE_URL },
    },
    anthropic: { nativeCitations: values.ANTHROPIC_NATIVE_CITATIONS },
    sandbox: {
      answers: sandboxAnswers,
      needed: sandboxAnswers || searchProvider === 'sandbox',
      port: values.SANDBOX_PORT,
      url: derive.sandboxUrl(values),
    },
    search: {
      provider: searchProvider,
      searxngUrl: values.SEARXNG_URL,
      braveApiKey: values.BRAVE_API_KEY,
      braveUrl: values.BRAVE_URL,
      tavilyApiKey: values.TAVILY_API_KEY,
      tavilyUrl: values.TAVILY_URL,
      model: derive.searchModel(values),
      timeoutMs: values.SEARCH_TIMEOUT_MS,
      maxResults: values.SEARCH_MAX_RESULTS,
      cacheTtlMs: values.SEARCH_CACHE_TTL_SECONDS * SECOND,
      pagesRead: values.PAGES_READ,
      nat64Prefixes: values.NAT64_PREFIXES ?? [],
    },
    citations: {
      policy: values.CITATION_POLICY,
      supportedFrom: values.CITATION_SUPPORTED_FROM,
      partialFrom: values.CITATION_PARTIAL_FROM,
      judge: values.CITATION_JUDGE,
      judgeVerdicts: values.CITATION_JUDGE_VERDICTS,
    },
    conversations: { retentionDays: values.CONVERSATION_RETENTION_DAYS },
  };
}

function limitsOf(values: Values): Pick<AppConfig, 'cost' | 'access' | 'resilience'> {
  return {
    cost: {
      dailyLimitUsd: derive.unlessOff(values.DAILY_COST_LIMIT_USD),
      alertThresholdUsd: derive.alertThreshold(values),
      reportingTimezone: values.REPORTING_TIMEZONE,
      priceBookFile: values.PRICE_BOOK_FILE,
    },
    access: {
      apiKeyRequired: values.API_KEY_REQUIRED,
      validApiKeys: values.VALID_API_KEYS ?? [],
      jwtSecretKey: values.JWT_SECRET_KEY,
      appSecretKey: values.APP_SECRET_KEY,
      rateLimitPerMinute: derive.unlessOff(values.RATE_LIMIT_REQUESTS_PER_MINUTE),
    },
    resilience: {
      retryAttempts: values.RETRY_ATTEMPTS,
      failureThreshold: values.CIRCUIT_BREAKER_FAILURE_THRESHOLD,
      recoveryTimeoutMs: values.CIRCUIT_BREAKER_RECOVERY_TIMEOUT * SECOND,
      halfOpenMaxCalls: values.CIRCUIT_BREAKER_HALF_OPEN_MAX_CALLS,
      firstTokenMs: Object.fromEntries(
        Array.from(values.FIRST_TOKEN_TIMEOUTS ?? [], ([model, seconds]) => [model, seconds * SECOND]),
      ),
      fallbackModel: values.FALLBACK_MODEL,
      degradedResponse: values.DEGRADED_RESPONSE,
      resumeGraceMs: values.RESUME_GRACE_MS,
      resumeLostAfterMs: values.RESUME_LOST_AFTER_MS,
    },
  };
}

function operationsOf(
  values: Values,
): Pick<AppConfig, 'logging' | 'metrics' | 'health' | 'database' | 'redis' | 'telemetry' | 'alerts'> {
  return {
    logging: {
      level: values.LOG_LEVEL ?? (values.DEBUG ? 'debug' : 'info'),
      format: values.LOG_FORMAT,
      dir: values.LOG_DIR,
      retentionDays: values.LOG_RETENTION_DAYS,
    },
    metrics: {
      enabled: values.PROMETHEUS_ENABLED,
      port: values.PROMETHEUS_PORT,
      exporter: values.METRICS_EXPORT,
      exportIntervalMs: values.METRICS_EXPORT_INTERVAL * SECOND,
    },
    health: {
      enabled: values.HEALTH_CHECK_ENABLED,
      checks: values.HEALTH_CHECKS,
      diskFolder: values.DATABASE_URL === null ? values.DATA_DIR : null,
    },
    database: { url: values.DATABASE_URL, dataDir: values.DATA_DIR, poolSize: values.DATABASE_POOL_SIZE },
    redis: { url: values.REDIS_URL },
    telemetry: { otlpEndpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT },
    alerts: {
      slackWebhookUrl: values.ALERT_SLACK_WEBHOOK_URL,
      webhookUrl: values.ALERT_WEBHOOK_URL,
      smtpUrl: values.SMTP_URL,
      emailTo: values.ALERT_EMAIL_TO ?? [],
    },
  };
}

function frozen<Value extends object>(value: Value): Value {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) frozen(part);
  return Object.freeze(value);
}
