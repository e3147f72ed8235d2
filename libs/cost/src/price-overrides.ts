import { type DatedPrice, EXACT_FIT } from './dated-price.js';
import { modelPrice, type PriceTier } from './model-price.js';
import { Money } from './money.js';
import { completeRates } from './rates.js';

type Decimal = string | number;

/** USD; tokens per million, searches and pages per thousand. Strings are exact; so are numbers as JSON shows them. */
export interface OverrideRates {
  readonly input_per_mtok?: Decimal;
  readonly output_per_mtok?: Decimal;
  readonly cache_read_per_mtok?: Decimal;
  readonly cache_write_5m_per_mtok?: Decimal;
  readonly cache_write_1h_per_mtok?: Decimal;
  readonly search_per_thousand?: Decimal;
  readonly page_fetch_per_thousand?: Decimal;
}

/**
 * A price of our own: a contract price, a self-hosted model (zeros are allowed when they are written down), a
 * search engine's fee. `provider` is the vendor whose wire format the model speaks, or a search engine's name.
 */
export interface PriceOverride extends OverrideRates {
  readonly provider: string;
  /** Exactly this model. Neither `model` nor `model_prefix`: all of the provider. */
  readonly model?: string;
  readonly model_prefix?: string;
  /** `2026-11-01` (UTC) or RFC 3339. */
  readonly effective_from: string;
  /** RFC 3339: when it was entered. */
  readonly recorded_at: string;
  /** Rates of the whole request once its input is longer. */
  readonly tiers?: readonly (OverrideRates & { readonly above_input_tokens: number })[];
}

const RATE_KEYS = [
  'input_per_mtok',
  'output_per_mtok',
  'cache_read_per_mtok',
  'cache_write_5m_per_mtok',
  'cache_write_1h_per_mtok',
  'search_per_thousand',
  'page_fetch_per_thousand',
] as const satisfies readonly (keyof OverrideRates)[];
const TIER_KEYS: ReadonlySet<string> = new Set([...RATE_KEYS, 'above_input_tokens']);
const KEYS: ReadonlySet<string> = new Set([
  ...RATE_KEYS,
  'provider',
  'model',
  'model_prefix',
  'effective_from',
  'recorded_at',
  'tiers',
]);

/** Reads a price file's text, `{"prices": [PriceOverride, …]}`. Throws a RangeError that names entry and remedy. */
export function parsePriceOverrides(text: string): readonly PriceOverride[] {
  const parsed: unknown = JSON.parse(text);
  const prices = isRecord(parsed) ? parsed['prices'] : undefined;
  if (!Array.isArray(prices)) throw new RangeError('A price file is an object with a list "prices".');
  return prices.map((entry: unknown, index) => checked(entry, `prices[${index}]`));
}

export function datedOverride(override: PriceOverride, origin: 'list' | 'own' = 'own'): DatedPrice {
  const { provider: vendor, model, model_prefix: prefix } = override;
  const label = model ?? `${prefix ?? ''}*`;
  const price = modelPrice(origin, vendor, label, override.effective_from, {
    base: ratesOf(vendor, override),
    tiers: (override.tiers ?? []).map((tier): PriceTier => ({
      above: tier.above_input_tokens,
      rates: ratesOf(vendor, tier),
    })),
  });
  const fit = (name: string): number => {
    if (model !== undefined) return name === model ? EXACT_FIT : 0;
    return name.startsWith(prefix ?? '') ? 1 + (prefix ?? '').length : 0;
  };
  return {
    vendor,
    layer: origin,
    effectiveFrom: Date.parse(override.effective_from),
    recordedAt: Date.parse(override.recorded_at),
    fit,
    // A search engine's fee is no model's price.
    isNamed: (name) => override.input_per_mtok !== undefined && fit(name) > 0,
    listedAs: model ?? null,
    priceOf: (name) => (name === price.model ? price : { ...price, model: name }),
  };
}

function ratesOf(vendor: string, quoted: OverrideRates) {
  const tokens = (value: Decimal | undefined) => decimal(value, 1_000_000);
  return completeRates(vendor, {
    input: tokens(quoted.input_per_mtok) ?? Money.ZERO,
    output: tokens(quoted.output_per_mtok) ?? Money.ZERO,
    cacheRead: tokens(quoted.cache_read_per_mtok),
    cacheWrite5m: tokens(quoted.cache_write_5m_per_mtok),
    cacheWrite1h: tokens(quoted.cache_write_1h_per_mtok),
    search: decimal(quoted.search_per_thousand, 1_000),
    pageFetch: decimal(quoted.page_fetch_per_thousand, 1_000),
  });
}

function decimal(value: Decimal | undefined, per: 1_000 | 1_000_000): Money | undefined {
  return value === undefined ? undefined : Money.fromDecimal(String(value), per);
}

function checked(entry: unknown, where: string): PriceOverride {
  if (!isRecord(entry)) throw new RangeError(`${where} is not an object.`);
  const override = entry as unknown as PriceOverride;
  if (typeof override.provider !== 'string') throw new RangeError(`${where}.provider must name a provider.`);
  for (const key of ['effective_from', 'recorded_at'] as const) {
    if (typeof entry[key] !== 'string' || Number.isNaN(Date.parse(entry[key])))
      throw new RangeError(`${where}.${key} must be a date such as "2026-11-01".`);
  }
  refuseUnknown(entry, KEYS, where);
  checkRates(entry, where);
  checkTiers(override.tiers ?? [], where);
  return override;
}

/** An entry prices tokens (then both ways, because one left out would be free) or searches or pages. */
function checkRates(entry: Record<string, unknown>, where: string): void {
  for (const key of RATE_KEYS) {
    const rate = entry[key];
    if (rate === undefined) continue;
    if (typeof rate !== 'string' && typeof rate !== 'number')
      throw new RangeError(`${where}.${key} is not a decimal.`);
    if (Money.fromDecimal(String(rate), 1_000).pico < 0n)
      throw new RangeError(`${where}.${key} is negative.`);
  }
  const input = entry['input_per_mtok'] !== undefined;
  const output = entry['output_per_mtok'] !== undefined;
  if (input !== output) throw new RangeError(`${where} needs both input_per_mtok and output_per_mtok.`);
  if (!input && entry['search_per_thousand'] === undefined && entry['page_fetch_per_thousand'] === undefined)
    throw new RangeError(
      `${where} has no price: give input_per_mtok and output_per_mtok, or search_per_thousand.`,
    );
}

function checkTiers(tiers: readonly unknown[], where: string): void {
  let last = 0;
  for (const [index, tier] of tiers.entries()) {
    const at = `${where}.tiers[${index}]`;
    if (!isRecord(tier)) throw new RangeError(`${at} is not an object.`);
    const above = tier['above_input_tokens'];
    if (typeof above !== 'number' || !Number.isSafeInteger(above) || above <= last)
      throw new RangeError(`${at}.above_input_tokens must be a whole number that grows from tier to tier.`);
    last = above;
    refuseUnknown(tier, TIER_KEYS, at);
    checkRates(tier, at);
  }
}

function refuseUnknown(entry: Record<string, unknown>, known: ReadonlySet<string>, where: string): void {
  const unknown = Object.keys(entry).find((key) => !known.has(key));
  if (unknown !== undefined) throw new RangeError(`${where}.${unknown} is not a field of a price.`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
