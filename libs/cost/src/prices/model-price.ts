import { createHash } from 'node:crypto';
import type { Money } from '../money.js';
import type { Meter } from '../posted-line.js';

/** Every meter, in the order lines are posted and shown. */
export const METERS = [
  'input_uncached',
  'input_cache_read',
  'input_cache_write_5m',
  'input_cache_write_1h',
  'output',
  'search_requests',
  'page_fetches',
] as const satisfies readonly Meter[];

/** The meters a prompt's tokens can fall into. */
export const INPUT_METERS = [
  'input_uncached',
  'input_cache_read',
  'input_cache_write_5m',
  'input_cache_write_1h',
] as const satisfies readonly Meter[];

/** USD for one token, search or page of each meter. */
export type Rates = Readonly<Record<Meter, Money>>;

/** What a search engine bills that asks no model. */
export type FeeRates = Readonly<Record<'search_requests' | 'page_fetches', Money>>;

/** Rates of what a price is for. Using one that it has not is an error, never free. */
type SomeRates = Readonly<Partial<Rates>>;

/**
 * Rates of a long prompt. Once all input tokens (cached ones too) are more than `above`, the **whole** request is
 * billed at them, not only what is above: so OpenAI's and Anthropic's price lists say.
 */
export interface PriceTier<R extends SomeRates = Rates> {
  readonly above: number;
  readonly rates: R;
}

/** What something costs from one day on. The same `version` always means the same numbers. */
export interface Price<R extends SomeRates = SomeRates> {
  readonly vendor: string;
  readonly model: string;
  /** The model that `model` is a name of, dated names and aliases alike: what budgets bind beside the name itself. */
  readonly listedModel: string;
  /** Carried on every charge; ends in a digest of the rates. */
  readonly version: string;
  readonly base: R;
  /** Ascending by `above`; usually empty. */
  readonly tiers: readonly PriceTier<R>[];
}

export type ModelPrice = Price<Rates>;

/** The rates a request with so many input tokens is billed at. O(tiers). */
export function ratesFor<R extends SomeRates>(price: Price<R>, inputTokens: number): R {
  let rates = price.base;
  for (const tier of price.tiers) if (inputTokens > tier.above) rates = tier.rates;
  return rates;
}

export function pricedAs<R extends SomeRates>(
  origin: string,
  vendor: string,
  model: string,
  effectiveFrom: string,
  rates: Pick<Price<R>, 'base' | 'tiers'>,
): Price<R> {
  const digest = createHash('sha256').update(JSON.stringify(rates)).digest('hex').slice(0, 12);
  const version = `${origin}/${vendor}/${model}@${effectiveFrom}#${digest}`;
  return { vendor, model, listedModel: model, version, ...rates };
}
