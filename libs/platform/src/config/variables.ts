import type { Variable } from './variable.js';
import { costAndRate, resilience, security } from './variables/limits.js';
import { alerts, logs, monitoring, storage } from './variables/operations.js';
import { citations, providerKeys, providers, sandbox, search } from './variables/providers.js';
import { application, features, server } from './variables/service.js';

/** Every variable the service reads, in the order and under the headings of `.env.example`. */
export const VARIABLE_GROUPS = {
  'Core API keys': providerKeys,
  'Application configuration': application,
  'Server configuration': server,
  'Provider configuration': providers,
  'Search configuration': search,
  Citations: citations,
  'Feature flags': features,
  'Logging configuration': logs,
  'Cost & rate limiting': costAndRate,
  'Monitoring & observability': monitoring,
  Alerts: alerts,
  Security: security,
  'Retry & circuit breaker': resilience,
  Storage: storage,
  Sandbox: sandbox,
} as const;

export const VARIABLES = {
  ...providerKeys,
  ...application,
  ...server,
  ...providers,
  ...search,
  ...citations,
  ...features,
  ...logs,
  ...costAndRate,
  ...monitoring,
  ...alerts,
  ...security,
  ...resilience,
  ...storage,
  ...sandbox,
};

export type VariableName = keyof typeof VARIABLES;

/** What was read, by variable, before it is looked at as a whole. */
export type Values = {
  readonly [Name in VariableName]: (typeof VARIABLES)[Name] extends Variable<infer Value> ? Value : never;
};

export const VARIABLE_NAMES = Object.keys(VARIABLES) as readonly VariableName[];
