import { AppError } from '@app/platform';
import * as fc from 'fast-check';
import { INPUT_METERS, type ModelPrice, type Rates } from './model-price.js';
import { parsePriceOverrides } from './parse-price-overrides.js';
import { PriceBook } from './price-book.js';
import type { OverrideRates, PriceOverride } from './price-overrides.js';

const NOW = Date.parse('2026-11-22T00:00:00Z');
const VENDORS = ['openai', 'anthropic', 'ollama'] as const;
const MODELS = ['gpt-4o-mini', 'gpt-4o', 'o1', 'claude-haiku-4-5', 'house-1', 'search', 'anything'];

const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const amount = fc.constantFrom<string | number>('0', 0, '0.000001', '0.15', 3, 1e-6);
const rates = fc.record(
  {
    input_per_mtok: amount,
    output_per_mtok: amount,
    cache_read_per_mtok: amount,
    cache_write_5m_per_mtok: amount,
    cache_write_1h_per_mtok: amount,
    search_per_thousand: amount,
    page_fetch_per_thousand: amount,
  },
  { requiredKeys: [] },
);
const tokens = fc.record({ input_per_mtok: amount, output_per_mtok: amount });
const shape = fc.oneof(
  rates,
  fc.record({ search_per_thousand: amount }),
  fc.tuple(rates, tokens).map(([more, both]) => ({ ...more, ...both })),
);
const entry = fc
  .record({
    provider: fc.constantFrom(...VENDORS),
    model: some(fc.constantFrom(...MODELS)),
    model_prefix: some(fc.constantFrom('gpt', 'claude-', 'house')),
    tiers: some(fc.array(shape, { maxLength: 2 })),
    effective_from: fc.constantFrom('2026-01-01', '2027-01-01'),
    quoted: shape,
  })
  .map(({ quoted, tiers, ...about }) => ({
    ...about,
    ...quoted,
    recorded_at: '2026-01-01T00:00:00Z',
    tiers: tiers?.map((tier, index) => ({ ...tier, above_input_tokens: 100 * (index + 1) })),
  }));

const LITERAL = {
  input_uncached: 'input_per_mtok',
  output: 'output_per_mtok',
  input_cache_read: 'cache_read_per_mtok',
  input_cache_write_5m: 'cache_write_5m_per_mtok',
  input_cache_write_1h: 'cache_write_1h_per_mtok',
} as const satisfies Partial<Record<keyof Rates, keyof OverrideRates>>;

/** Whether somebody wrote the zero down: for this rate, or for the input price that stands in for a cache's. */
function isWritten(meter: keyof typeof LITERAL, quoted: OverrideRates): boolean {
  const stated = quoted[LITERAL[meter]];
  return Number(stated ?? (meter === 'output' ? undefined : quoted.input_per_mtok)) === 0;
}

function freeByOmission(price: ModelPrice, entries: readonly PriceOverride[]): string[] {
  const places: [Rates, OverrideRates[]][] = [
    [price.base, [...entries]],
    ...price.tiers.map(({ above, rates: its }): [Rates, OverrideRates[]] => [
      its,
      entries.flatMap(({ tiers = [] }) => tiers.filter((tier) => tier.above_input_tokens === above)),
    ]),
  ];
  return places.flatMap(([its, quoted]) =>
    [...INPUT_METERS, 'output' as const].filter(
      (meter) => its[meter].pico === 0n && !quoted.some((one) => isWritten(meter, one)),
    ),
  );
}

function accepted(prices: readonly unknown[]): readonly PriceOverride[] | null {
  try {
    return parsePriceOverrides(JSON.stringify({ prices }));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function priceOrRefusal(book: PriceBook, vendor: string, model: string): ModelPrice | null {
  try {
    return book.priceOf(vendor, model, NOW);
  } catch (error) {
    if (error instanceof AppError && error.code === 'unpriced-model') return null;
    throw error;
  }
}

describe('a price file', () => {
  it('must not make a chat free by what it leaves out, whatever its entries look like', () => {
    let files = 0;
    let free = 0;
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 3 }), (prices) => {
        // As files, and as entries that no file was checked for.
        for (const entries of [accepted(prices), prices.filter(({ tiers }) => !tiers)]) {
          if (!entries) continue;
          files += 1;
          const book = new PriceBook(entries);
          for (const vendor of VENDORS)
            for (const model of MODELS) {
              const price = priceOrRefusal(book, vendor, model);
              if (!price) continue;
              const its = entries.filter(({ provider }) => provider === vendor);
              expect(freeByOmission(price, its)).toEqual([]);
              free += Number(price.base.output.pico === 0n);
            }
        }
      }),
      { numRuns: 300 },
    );
    // Both happen: files that are taken, and models that somebody wrote down as free.
    expect(files).toBeGreaterThan(100);
    expect(free).toBeGreaterThan(10);
  });
});
