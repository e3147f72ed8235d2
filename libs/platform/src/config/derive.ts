import type { ProviderName, SearchProviderName } from './app-config.js';
import type { Values } from './variables.js';

// What follows from other variables when a variable itself is not set.

/** Small models in development, the bigger ones elsewhere: the seed's matrix, and its like at Anthropic. */
const DEFAULT_MODELS: Readonly<
  Record<ProviderName, { readonly development: string; readonly other: string }>
> = {
  openai: { development: 'gpt-4o-mini', other: 'gpt-4o' },
  anthropic: { development: 'claude-haiku-4-5', other: 'claude-sonnet-5' },
};

export function keyOf(values: Values, provider: ProviderName): string | null {
  return provider === 'openai' ? values.OPENAI_API_KEY : values.ANTHROPIC_API_KEY;
}

export function sandboxAnswers(values: Values): boolean {
  return values.ENVIRONMENT !== 'production' && !values.OPENAI_API_KEY && !values.ANTHROPIC_API_KEY;
}

export function defaultModel(values: Values): string {
  const models = DEFAULT_MODELS[values.DEFAULT_LLM_PROVIDER];
  return values.DEFAULT_MODEL ?? (values.ENVIRONMENT === 'development' ? models.development : models.other);
}

/** The one asked for, else the other one; none without a key, or when it is the default itself. */
export function fallbackProvider(values: Values): ProviderName | null {
  const primary = values.DEFAULT_LLM_PROVIDER;
  // The sandbox stands in for both vendors, but falls back only where that was asked for.
  if (sandboxAnswers(values)) return standInFallback(values.FALLBACK_PROVIDER, primary);
  const wanted = values.FALLBACK_PROVIDER ?? (primary === 'openai' ? 'anthropic' : 'openai');
  return wanted === 'none' || wanted === primary || !keyOf(values, wanted) ? null : wanted;
}

function standInFallback(wanted: Values['FALLBACK_PROVIDER'], primary: ProviderName): ProviderName | null {
  return wanted === null || wanted === 'none' || wanted === primary ? null : wanted;
}

/** What is set up, else the sandbox; production has none and is refused, where search is on at all. */
export function searchProvider(values: Values): SearchProviderName {
  if (values.SEARCH_PROVIDER) return values.SEARCH_PROVIDER;
  if (values.SEARXNG_URL) return 'searxng';
  if (values.BRAVE_API_KEY) return 'brave';
  if (values.TAVILY_API_KEY) return 'tavily';
  return values.ENVIRONMENT === 'production' ? 'searxng' : 'sandbox';
}

/** A search reads much and says little: the small models do. */
export function searchModel(values: Values): string {
  const vendor = searchProvider(values) === 'anthropic' ? 'anthropic' : 'openai';
  return values.SEARCH_MODEL ?? DEFAULT_MODELS[vendor].development;
}

export function sandboxUrl(values: Values): string {
  return values.SANDBOX_URL ?? `http://127.0.0.1:${values.SANDBOX_PORT}`;
}

/** USD, exact; null: no alert. Not set, it is 80 % of the limit, as in the seed's example (80.00 of 100.00). */
export function alertThreshold(values: Values): string | null {
  const limit = unlessOff(values.DAILY_COST_LIMIT_USD);
  if (values.COST_ALERT_THRESHOLD_USD !== null) return unlessOff(values.COST_ALERT_THRESHOLD_USD);
  return limit === null ? null : eightyPercent(limit);
}

export function unlessOff<Value>(value: Value | 'off'): Value | null {
  return value === 'off' ? null : value;
}

function eightyPercent(amount: string): string {
  const [whole = '', fraction = ''] = amount.split('.');
  const digits = (BigInt(whole + fraction) * 8n).toString().padStart(fraction.length + 2, '0');
  const point = digits.length - fraction.length - 1;
  return `${digits.slice(0, point)}.${digits.slice(point).replace(/0+$/, '').padEnd(2, '0')}`;
}
