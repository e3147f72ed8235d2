import { inputTokens, type Usage } from '@app/providers';
import { INPUT_METERS, METERS, type ModelPrice, type Rates, ratesFor } from './model-price.js';
import { Money, sumOf } from './money.js';
import type { Basis, Meter, PostedLine } from './request-account.js';

/**
 * What a usage costs: one line for each meter that is not zero. The meters are disjoint, so nothing is priced
 * twice; `reasoning` is a part of `output` and has no line. `searchRequests` are the vendor's own searches. Throws a
 * RangeError for a quantity that is no count: nothing is left out or taken off because a vendor said so.
 */
export function priceUsage(usage: Usage, price: ModelPrice, basis: Basis): readonly PostedLine[] {
  const rates = ratesFor(price, inputTokens(usage));
  return METERS.filter((meter) => quantityOf(usage, meter) !== 0).map((meter) =>
    line(meter, whole(quantityOf(usage, meter)), rates[meter], basis),
  );
}

export function costOf(lines: readonly PostedLine[]): Money {
  return sumOf(lines.map(({ amount }) => amount));
}

/** At most so much can a call use. */
export interface UsageBound {
  /** Tokens of the prompt, counted or an upper bound. */
  readonly inputTokens: number;
  readonly maxTokens: number;
  readonly searchRequests: number;
}

/**
 * The most a call can cost, as the lines that are posted when nobody ever learns what it did cost: all input at
 * the dearest input price (a cache write) of the dearest tier that can be reached, the whole `maxTokens` as
 * output, and the search fees. Never below the bill of a usage within the bound.
 */
export function holdFor(bound: UsageBound, price: ModelPrice): readonly PostedLine[] {
  const reachable = [
    price.base,
    ...price.tiers.filter(({ above }) => bound.inputTokens > above).map(({ rates }) => rates),
  ];
  const held: readonly [Meter, number][] = [
    [dearestInput(reachable), bound.inputTokens],
    ['output', bound.maxTokens],
    ['search_requests', bound.searchRequests],
  ];
  return held
    .filter(([, quantity]) => quantity > 0)
    .map(([meter, quantity]) => line(meter, quantity, dearest(reachable, meter), 'unknown'));
}

function whole(quantity: number): number {
  if (Number.isSafeInteger(quantity) && quantity > 0) return quantity;
  throw new RangeError(`${quantity} is not a whole quantity.`);
}

function line(meter: Meter, quantity: number, unitPrice: Money, basis: Basis): PostedLine {
  return { meter, quantity, unitPrice, amount: unitPrice.mul(quantity), basis };
}

function dearestInput(reachable: readonly Rates[]): Meter {
  return INPUT_METERS.reduce((best, meter) =>
    dearest(reachable, meter).compare(dearest(reachable, best)) > 0 ? meter : best,
  );
}

function dearest(reachable: readonly Rates[], meter: Meter): Money {
  return reachable.reduce(
    (most, rates) => (rates[meter].compare(most) > 0 ? rates[meter] : most),
    Money.ZERO,
  );
}

function quantityOf(usage: Usage, meter: Meter): number {
  switch (meter) {
    case 'input_uncached':
      return usage.inputUncached;
    case 'input_cache_read':
      return usage.inputCacheRead;
    case 'input_cache_write_5m':
      return usage.inputCacheWrite5m;
    case 'input_cache_write_1h':
      return usage.inputCacheWrite1h;
    case 'output':
      return usage.output;
    case 'search_requests':
      return usage.searchRequests;
    default:
      return 0;
  }
}
