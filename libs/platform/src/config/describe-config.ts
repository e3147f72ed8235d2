import type { AppConfig } from './app-config.js';
import { maskSecret, maskUrl } from './mask.js';

/** The configuration for eyes and logs: the same shape, every secret as `sk-****1234`. */
export function describeConfig(config: AppConfig): Record<keyof AppConfig, unknown> {
  const { app, server, features, providers, sandbox, search, cost, access, conversations, resilience } =
    config;
  const { anthropic, citations, logging, metrics, health, warnings, database, redis, telemetry, alerts } =
    config;
  return {
    app,
    server,
    features,
    sandbox,
    anthropic,
    citations,
    cost,
    conversations,
    resilience,
    logging,
    metrics,
    health,
    warnings,
    providers: {
      ...providers,
      openai: maskAccess(providers.openai),
      anthropic: maskAccess(providers.anthropic),
    },
    search: {
      ...search,
      searxngUrl: masked(search.searxngUrl, maskUrl),
      braveApiKey: masked(search.braveApiKey, maskSecret),
      tavilyApiKey: masked(search.tavilyApiKey, maskSecret),
    },
    access: {
      ...access,
      validApiKeys: access.validApiKeys.map(({ key, ...rest }) => ({ key: maskSecret(key), ...rest })),
      jwtSecretKey: masked(access.jwtSecretKey, maskSecret),
      appSecretKey: masked(access.appSecretKey, maskSecret),
    },
    database: { ...database, url: masked(database.url, maskUrl) },
    redis: { url: masked(redis.url, maskUrl) },
    telemetry: { otlpEndpoint: masked(telemetry.otlpEndpoint, maskUrl) },
    alerts: {
      ...alerts,
      slackWebhookUrl: masked(alerts.slackWebhookUrl, maskUrl),
      webhookUrl: masked(alerts.webhookUrl, maskUrl),
      smtpUrl: masked(alerts.smtpUrl, maskUrl),
    },
  };
}

function maskAccess(access: AppConfig['providers']['openai']): AppConfig['providers']['openai'] {
  return { apiKey: masked(access.apiKey, maskSecret), baseUrl: masked(access.baseUrl, maskUrl) };
}

function masked(value: string | null, mask: (value: string) => string): string | null {
  return value === null ? null : mask(value);
}
