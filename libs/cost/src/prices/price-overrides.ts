import { type DatedEntry, type DatedPrice, EXACT_FIT } from './dated-price.js';
import { type FeeRates, type Rates, pricedAs } from './model-price.js';
import { Money } from '../money.js';
import { completeRates, FREE_PAGES } from './rates.js';

/** What a search engine's fee is listed under; our own prices may name it or leave the model out. */
export const SEARCH = 'search';

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
 * search engine's fee. What has no price of tokens both ways is for no model. `provider` is the vendor whose wire format the model speaks, or a search engine's name.
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
  /** Rates of the whole request once its input is longer; each with prices of tokens both ways. */
  readonly tiers?: readonly (OverrideRates & { readonly above_input_tokens: number })[];
}

/** An entry as the price of models; null where it prices no tokens: then it is for none, and what stands below counts. */
export function ownModelPrice(override: PriceOverride): DatedPrice | null {
  const { provider: vendor, model, model_prefix: prefix } = override;
  const base = tokenRates(vendor, override);
  if (!base) return null;
  const tiers = (override.tiers ?? []).map((tier) => ({
    above: tier.above_input_tokens,
    rates: tierRates(override, tier),
  }));
  const label = model ?? `${prefix ?? ''}*`;
  const price = pricedAs('own', vendor, label, override.effective_from, { base, tiers });
  const fit = (name: string): number => {
    if (model !== undefined) return name === model ? EXACT_FIT : 0;
    return name.startsWith(prefix ?? '') ? 1 + (prefix ?? '').length : 0;
  };
  return {
    ...datesOf(override),
    layer: 'own',
    fit,
    isNamed: (name) => fit(name) > 0,
    listedAs: model ?? null,
    label,
    priceOf: (name) => (name === price.model ? price : { ...price, model: name, listedModel: name }),
  };
}

/** An entry as the fee of a search engine; null where it names no fee, or is for models alone. */
export function searchFee(
  override: PriceOverride,
  layer: 'list' | 'own' = 'own',
): DatedEntry<FeeRates> | null {
  const { provider: vendor, model, model_prefix: prefix, effective_from: from } = override;
  const search = decimal(override.search_per_thousand, 1_000);
  if (search === undefined || prefix !== undefined || (model ?? SEARCH) !== SEARCH) return null;
  const base: FeeRates = {
    search_requests: search,
    page_fetches: decimal(override.page_fetch_per_thousand, 1_000) ?? FREE_PAGES,
  };
  const price = pricedAs(layer, vendor, SEARCH, from, { base, tiers: [] });
  return {
    ...datesOf(override),
    layer,
    fit: () => (model === SEARCH ? EXACT_FIT : 1),
    label: SEARCH,
    priceOf: () => price,
  };
}

function datesOf({ provider: vendor, effective_from: from, recorded_at: recorded }: PriceOverride) {
  return { vendor, effectiveFrom: Date.parse(from), recordedAt: Date.parse(recorded) };
}

/** What a tier leaves out of searches and pages is as in its entry. */
function tierRates({ provider, ...entry }: PriceOverride, tier: OverrideRates): Rates {
  const { search_per_thousand, page_fetch_per_thousand } = entry;
  const fees = {
    ...(search_per_thousand !== undefined && { search_per_thousand }),
    ...(page_fetch_per_thousand !== undefined && { page_fetch_per_thousand }),
  };
  const rates = tokenRates(provider, { ...fees, ...tier });
  if (!rates) throw new RangeError(`A tier of ${provider} needs both input_per_mtok and output_per_mtok.`);
  return rates;
}

function tokenRates(vendor: string, quoted: OverrideRates): Rates | null {
  const tokens = (value: Decimal | undefined) => decimal(value, 1_000_000);
  const input = tokens(quoted.input_per_mtok);
  const output = tokens(quoted.output_per_mtok);
  if (!input || !output) return null;
  return completeRates(vendor, {
    input,
    output,
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
