import {
  type ConditionalPrice,
  findProvider,
  type ModelInfo,
  type ModelPrice as ListedRates,
} from '@pydantic/genai-prices';
import { isChatModel } from './chat-models.js';
import { matcher } from './match-name.js';
import { type DatedPrice, EXACT_FIT } from './dated-price.js';
import { nameCheck } from './model-names.js';
import { pricedAs, type PriceTier, type Rates } from './model-price.js';
import { Money } from '../money.js';
import { completeRates } from './rates.js';

/**
 * The vendors' list prices, from the data that `@pydantic/genai-prices` carries (nothing is fetched). Only its
 * numbers are used, never its calculator, whose results are floats: a JSON number such as 0.15 USD a million
 * tokens is taken as the shortest decimal that names it, which is what its authors wrote.
 */
export function listPrices(vendor: string): readonly DatedPrice[] {
  return (findProvider({ providerId: vendor })?.models ?? []).flatMap((info) => datedPrices(vendor, info));
}

function datedPrices(vendor: string, info: ModelInfo): DatedPrice[] {
  const dated: readonly ConditionalPrice[] = Array.isArray(info.prices)
    ? info.prices
    : [{ prices: info.prices }];
  const matches = matcher(info.match);
  const hasName = nameCheck(info.id, info.match);
  return dated
    .filter(({ constraint, prices }) => constraint?.type !== 'time_of_date' && isChatPrice(prices))
    .map(({ constraint, prices }) => {
      const day = constraint?.type === 'start_date' ? constraint.start_date : null;
      const price = pricedAs('list', vendor, info.id, day ?? 'always', ratesOf(vendor, prices));
      return {
        vendor,
        layer: 'list',
        effectiveFrom: day === null ? -Infinity : Date.parse(`${day}T00:00:00Z`),
        recordedAt: -Infinity,
        fit: (model) => (model === info.id ? EXACT_FIT : matches(model.toLowerCase()) ? 1 : 0),
        isNamed: (model) => isChatModel(model) && hasName(model),
        listedAs: info.id,
        label: info.id,
        priceOf: () => price,
      };
    });
}

function isChatPrice(prices: ListedRates): boolean {
  return prices['input_mtok'] !== undefined && prices['output_mtok'] !== undefined;
}

function ratesOf(vendor: string, listed: ListedRates): { base: Rates; tiers: PriceTier[] } {
  const starts = new Set<number>();
  for (const value of Object.values(listed)) {
    if (typeof value === 'object') for (const tier of value.tiers) starts.add(tier.start);
  }
  const ratesAt = (start: number) => completeRates(vendor, quotedAt(listed, start));
  return {
    base: ratesAt(-1),
    tiers: [...starts].sort((a, b) => a - b).map((start) => ({ above: start, rates: ratesAt(start) })),
  };
}

function quotedAt(listed: ListedRates, start: number) {
  const at = (key: string, per: 1_000 | 1_000_000 = 1_000_000): Money | undefined => {
    const value = listed[key];
    if (value === undefined) return undefined;
    const amount =
      typeof value === 'number'
        ? value
        : value.tiers.reduce((price, tier) => (tier.start <= start ? tier.price : price), value.base);
    return Money.fromDecimal(String(amount), per);
  };
  const listedAt = (key: string): Money => {
    const amount = at(key);
    if (!amount) throw new RangeError(`A chat price without ${key}.`);
    return amount;
  };
  return {
    input: listedAt('input_mtok'),
    output: listedAt('output_mtok'),
    cacheRead: at('cache_read_mtok'),
    cacheWrite5m: at('cache_write_mtok'),
    cacheWrite1h: at('cache_write_1h_mtok'),
    search: at('web_searches_kcount', 1_000),
  };
}
