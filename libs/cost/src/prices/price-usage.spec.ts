import * as fc from 'fast-check';
import { NO_USAGE } from '@app/providers';
import { Money } from '../money.js';
import { PriceBook } from './price-book.js';
import { costOf, holdFor, priceUsage } from './price-usage.js';

const NOW = Date.parse('2026-11-22T00:00:00Z');
const book = new PriceBook();
const haiku = book.priceOf('anthropic', 'claude-haiku-4-5', NOW);

describe(priceUsage.name, () => {
  it('posts one line for each meter that is not zero', () => {
    const usage = {
      inputUncached: 100,
      inputCacheRead: 1_000,
      inputCacheWrite5m: 10,
      inputCacheWrite1h: 1,
      output: 50,
      reasoning: 40,
      searchRequests: 2,
    };
    const lines = priceUsage(usage, haiku, 'exact');
    expect(lines.map(({ meter, quantity, amount }) => [meter, quantity, amount.toDecimal()])).toEqual([
      ['input_uncached', 100, '0.0001'],
      ['input_cache_read', 1_000, '0.0001'],
      ['input_cache_write_5m', 10, '0.0000125'],
      ['input_cache_write_1h', 1, '0.000002'],
      ['output', 50, '0.00025'],
      ['search_requests', 2, '0.02'],
    ]);
    expect(costOf(lines)).toEqual(Money.fromDecimal('0.0204645'));
  });

  it('must not price reasoning twice', () => {
    const usage = { ...NO_USAGE, output: 50 };
    expect(priceUsage({ ...usage, reasoning: 50 }, haiku, 'exact')).toEqual(
      priceUsage(usage, haiku, 'exact'),
    );
  });

  it('must not take for free what its price has no rate of', () => {
    const fee = book.searchPriceOf('searxng', NOW);
    expect(() => priceUsage({ ...NO_USAGE, output: 1 }, fee, 'exact')).toThrow('no rate of output');
    expect(() => holdFor({ inputTokens: 1, maxTokens: 0, searchRequests: 1 }, fee)).toThrow('no rate of');
  });

  it('posts nothing for nothing', () => {
    expect(priceUsage(NO_USAGE, haiku, 'exact')).toEqual([]);
  });
});

const models = [...book.models('openai', NOW), ...book.models('anthropic', NOW)];
const tokens = fc.nat(400_000);

describe(holdFor.name, () => {
  it('must not be below the bill of any usage within its bound, for any model', () => {
    const usage = fc.record({
      inputUncached: tokens,
      inputCacheRead: tokens,
      inputCacheWrite5m: tokens,
      inputCacheWrite1h: tokens,
      output: tokens,
      reasoning: fc.constant(0),
      searchRequests: fc.nat(5),
    });
    fc.assert(
      fc.property(fc.constantFrom(...models), usage, fc.nat(10), (price, used, slack) => {
        const input =
          used.inputUncached + used.inputCacheRead + used.inputCacheWrite5m + used.inputCacheWrite1h;
        const bound = {
          inputTokens: input + slack,
          maxTokens: used.output + slack,
          searchRequests: used.searchRequests,
        };
        return costOf(holdFor(bound, price)).compare(costOf(priceUsage(used, price, 'exact'))) >= 0;
      }),
    );
  });

  it('holds input at the dearest meter, the whole output and the searches', () => {
    const lines = holdFor({ inputTokens: 10, maxTokens: 20, searchRequests: 1 }, haiku);
    expect(lines.map(({ meter, quantity, basis }) => [meter, quantity, basis])).toEqual([
      ['input_cache_write_1h', 10, 'unknown'],
      ['output', 20, 'unknown'],
      ['search_requests', 1, 'unknown'],
    ]);
  });
});
