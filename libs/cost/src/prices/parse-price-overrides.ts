import { Money } from '../money.js';
import { type OverrideRates, type PriceOverride, SEARCH } from './price-overrides.js';

const TOKEN_KEYS = [
  'input_per_mtok',
  'output_per_mtok',
  'cache_read_per_mtok',
  'cache_write_5m_per_mtok',
  'cache_write_1h_per_mtok',
] as const satisfies readonly (keyof OverrideRates)[];
const RATE_KEYS = [
  ...TOKEN_KEYS,
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

type Entry = Readonly<Record<string, unknown>>;

/** Reads a price file's text, `{"prices": [PriceOverride, …]}`. Throws a RangeError that names entry and remedy. */
export function parsePriceOverrides(text: string): readonly PriceOverride[] {
  const parsed: unknown = JSON.parse(text);
  const prices = isRecord(parsed) ? parsed['prices'] : undefined;
  if (!Array.isArray(prices)) throw new RangeError('A price file is an object with a list "prices".');
  return prices.map((entry: unknown, index) => checked(entry, `prices[${index}]`));
}

function checked(entry: unknown, where: string): PriceOverride {
  if (!isRecord(entry)) throw new RangeError(`${where} is not an object.`);
  refuseUnknown(entry, KEYS, where);
  checkNames(entry, where);
  for (const key of ['effective_from', 'recorded_at'] as const) {
    if (typeof entry[key] !== 'string' || Number.isNaN(Date.parse(entry[key])))
      throw new RangeError(`${where}.${key} must be a date such as "2026-11-01".`);
  }
  checkRates(entry, where);
  if (pricesTokens(entry)) checkTiers(entry['tiers'] ?? [], where);
  else checkSearchFee(entry, where);
  return entry as unknown as PriceOverride;
}

function checkNames(entry: Entry, where: string): void {
  if (!isName(entry['provider'])) throw new RangeError(`${where}.provider must name a provider.`);
  for (const key of ['model', 'model_prefix'] as const)
    if (entry[key] !== undefined && !isName(entry[key]))
      throw new RangeError(`${where}.${key} must be a name; leave it out to mean every model.`);
  if (entry['model'] !== undefined && entry['model_prefix'] !== undefined)
    throw new RangeError(`${where} has both model and model_prefix; give one of them.`);
}

function checkRates(entry: Entry, where: string): void {
  for (const key of RATE_KEYS) {
    const rate = entry[key];
    if (rate === undefined) continue;
    if (typeof rate !== 'string' && typeof rate !== 'number')
      throw new RangeError(`${where}.${key} is not a decimal.`);
    if (Money.fromDecimal(String(rate), TOKEN_KEYS.some((one) => one === key) ? 1_000_000 : 1_000).pico < 0n)
      throw new RangeError(`${where}.${key} is negative.`);
  }
  const both = entry['input_per_mtok'] !== undefined && entry['output_per_mtok'] !== undefined;
  if (!both && TOKEN_KEYS.some((key) => entry[key] !== undefined))
    throw new RangeError(`${where} needs both input_per_mtok and output_per_mtok.`);
}

/** What prices no tokens is an engine's fee: for no model, and so without anything that only models have. */
function checkSearchFee(entry: Entry, where: string): void {
  if (entry['search_per_thousand'] === undefined)
    throw new RangeError(
      `${where} has no price: give input_per_mtok and output_per_mtok, or search_per_thousand.`,
    );
  if (entry['model_prefix'] !== undefined || (entry['model'] !== undefined && entry['model'] !== SEARCH))
    throw new RangeError(
      `${where} has a search fee and no token prices, so it is for no model: leave model and model_prefix out, or give input_per_mtok and output_per_mtok too.`,
    );
  if (entry['tiers'] !== undefined)
    throw new RangeError(`${where}.tiers need input_per_mtok and output_per_mtok beside them.`);
}

/** A tier bills the whole request, so it prices tokens as its entry does: one left out would be free. */
function checkTiers(tiers: unknown, where: string): void {
  if (!Array.isArray(tiers)) throw new RangeError(`${where}.tiers is not a list.`);
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
    if (!pricesTokens(tier)) throw new RangeError(`${at} needs both input_per_mtok and output_per_mtok.`);
  }
}

function pricesTokens(entry: Entry): boolean {
  return entry['input_per_mtok'] !== undefined;
}

function refuseUnknown(entry: Entry, known: ReadonlySet<string>, where: string): void {
  const unknown = Object.keys(entry).find((key) => !known.has(key));
  if (unknown !== undefined) throw new RangeError(`${where}.${unknown} is not a field of a price.`);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
