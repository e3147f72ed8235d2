import { describeConfig } from './describe-config.js';
import { loadConfig } from './load-config.js';
import type { Variable } from './variable.js';
import { VARIABLE_NAMES, VARIABLES } from './variables.js';

const SECRETS: Record<string, string> = {
  OPENAI_API_KEY: 'sk-canary-canary-1234',
  ANTHROPIC_API_KEY: 'canary-canary-canary-1234',
  BRAVE_API_KEY: 'canary',
  TAVILY_API_KEY: 'canary-canary-canary-1234',
  VALID_API_KEYS: 'canary:admin,canary-canary-canary-1234',
  JWT_SECRET_KEY: 'canary-canary-canary-1234',
  APP_SECRET_KEY: 'canary-canary-canary-canary-canary-1234',
  ALERT_SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/canary',
  ALERT_WEBHOOK_URL: 'https://alerts.example/?token=canary',
  SMTP_URL: 'smtps://canary:canary@mail.example.com',
  DATABASE_URL: 'postgresql://canary:canary@db:5432/canary',
  REDIS_URL: 'redis://:canary@redis:6379',
};

describe(describeConfig.name, () => {
  it('must not show a secret', () => {
    const secret = VARIABLE_NAMES.filter((name) => (VARIABLES[name] as Variable<unknown>).secret);
    expect(Object.keys(SECRETS).toSorted()).toEqual(secret.toSorted());
    const described = describeConfig(
      loadConfig({ ...SECRETS, OPENAI_BASE_URL: 'https://canary@gateway/canary' }),
    );
    expect(JSON.stringify(described)).not.toContain('canary');
    expect(described).toMatchObject({
      providers: { openai: { apiKey: 'sk-****1234', baseUrl: 'https://****@gateway/****' } },
      search: { braveApiKey: '****', searxngUrl: null },
      access: {
        validApiKeys: [
          { key: '****', roles: ['admin'], organisation: 'default', team: null, costCenter: null },
          { key: '****1234', roles: ['chat'], organisation: 'default', team: null, costCenter: null },
        ],
      },
      database: { url: 'postgresql://****@db:5432/****' },
    });
  });

  it('has the same shape as the configuration', () => {
    const config = loadConfig({});
    expect(describeConfig(config)).toEqual(config);
  });
});
