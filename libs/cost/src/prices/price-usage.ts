import { inputTokens, type Usage } from '@app/providers';
import { INPUT_METERS, METERS, type Price, ratesFor } from './model-price.js';
import { dearestOf, type Money, sumOf } from '../money.js';
import type { Basis, Meter, PostedLine } from '../posted-line.js';

/**
 * What a usage costs: one line for each meter that is not zero. The meters are disjoint, so nothing is priced
 * twice; `reasoning` is a part of `output` and has no line. `searchRequests` are the vendor's own searches. Throws a
 * RangeError for a quantity that is no count, and for a meter that the price has no rate of: nothing is left out, taken
 * off or free because a vendor said so.
 */
export function priceUsage(usage: Usage, price: Price, basis: Basis): readonly PostedLine[] {
  const rates = ratesFor(price, inputTokens(usage));
  return METERS.filter((meter) => quantityOf(usage, meter) !== 0).map((meter) =>
    line(meter, whole(quantityOf(usage, meter)), rateOf(rates, meter), basis),
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
export function holdFor(bound: UsageBound, price: Price): readonly PostedLine[] {
  const reachable = [
    price.base,
    ...price.tiers.filter(({ above }) => bound.inputTokens > above).map(({ rates }) => rates),
  ];
  const held: readonly [() => Meter, number][] = [
    [() => dearestInput(reachable), bound.inputTokens],
    [() => 'output', bound.maxTokens],
    [() => 'search_requests', bound.searchRequests],
  ];
  return held
    .filter(([, quantity]) => quantity > 0)
    .map(([meterOf, quantity]) => {
      const meter = meterOf();
      return line(meter, quantity, dearest(reachable, meter), 'unknown');
    });
}

type AnyRates = Price['base'];

function rateOf(rates: AnyRates, meter: Meter): Money {
  const rate = rates[meter];
  if (!rate) throw new RangeError(`The price has no rate of ${meter}.`);
  return rate;
}

function whole(quantity: number): number {
  if (Number.isSafeInteger(quantity) && quantity > 0) return quantity;
  throw new RangeError(`${quantity} is not a whole quantity.`);
}

function line(meter: Meter, quantity: number, unitPrice: Money, basis: Basis): PostedLine {
  return { meter, quantity, unitPrice, amount: unitPrice.mul(quantity), basis };
}

function dearestInput(reachable: readonly AnyRates[]): Meter {
  return INPUT_METERS.reduce((best, meter) =>
    dearest(reachable, meter).compare(dearest(reachable, best)) > 0 ? meter : best,
  );
}

function dearest(reachable: readonly AnyRates[], meter: Meter): Money {
  const [first, ...others] = reachable.map((rates) => rateOf(rates, meter));
  if (!first) throw new RangeError('A price without rates.');
  return dearestOf(first, ...others);
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
