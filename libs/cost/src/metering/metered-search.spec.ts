import { Logger } from '@nestjs/common';
import { SequentialIds, FakeClock } from '@app/platform/testing';
import { SearchEngine, type SearchModelUsage, type SearchRequest, type SearchResult } from '@app/search';
import { MemoryLedger } from '../ledger/memory-ledger.js';
import { meteredSearch } from './metered-search.js';
import { Money } from '../money.js';
import { openAccount } from './open-account.js';
import { PriceBook } from '../prices/price-book.js';

class ScriptedEngine extends SearchEngine {
  readonly requests: SearchRequest[] = [];

  constructor(
    private readonly answer: number | Error,
    readonly name = 'brave',
  ) {
    super();
  }

  search(request: SearchRequest): Promise<SearchResult> {
    this.requests.push(request);
    if (this.answer instanceof Error) return Promise.reject(this.answer);
    return Promise.resolve({ hits: [], billedRequests: this.answer, degraded: false });
  }
}

function setUp(inner: ScriptedEngine) {
  const ledger = new MemoryLedger();
  const account = openAccount('request-1', {
    organisation: 'acme',
    team: null,
    keyId: 'k',
    costCenter: null,
  });
  const meter = { ledger, prices: new PriceBook(), clock: new FakeClock(), ids: new SequentialIds() };
  return { ledger, account, inner, engine: meteredSearch(inner, meter, account) };
}

const REQUEST = { query: 'sky', limit: 3 };
const FEE = Money.fromDecimal('0.005');

describe(meteredSearch.name, () => {
  it('posts the fee of what the engine billed, under its own attempt', async () => {
    const { engine, inner, account, ledger } = setUp(new ScriptedEngine(1));
    expect(engine.name).toBe('brave');
    await expect(engine.search(REQUEST)).resolves.toMatchObject({ billedRequests: 1 });
    expect(account.attempts).toMatchObject([
      { kind: 'search', provider: 'brave', outcome: 'settled', cost: FEE },
    ]);
    expect(inner.requests).toEqual([{ ...REQUEST, attemptId: account.attempts[0]?.attemptId }]);
    expect(ledger.reserved()).toEqual(Money.ZERO);
  });

  it('posts nothing for a search from a cache', async () => {
    const { engine, account } = setUp(new ScriptedEngine(0));
    await engine.search(REQUEST);
    expect(account.total).toEqual(Money.ZERO);
  });

  it.each([
    ['refused', 'voided', Money.ZERO],
    ['failed', 'voided', Money.ZERO],
    ['unanswered', 'unknown', FEE],
    ['cut', 'unknown', FEE],
    [undefined, 'unknown', FEE],
  ] as const)('posts a search that was %s as %s', async (progress, outcome, cost) => {
    const error = Object.assign(new Error('no'), { progress });
    const { engine, account } = setUp(new ScriptedEngine(error));
    await expect(engine.search(REQUEST)).rejects.toBe(error);
    expect(account.attempts).toMatchObject([{ outcome, cost }]);
  });

  it.each([1.5, '1', 1e30, -1, Number.NaN])(
    'must not leak the hold of a search whose count cannot be priced: %j',
    async (billed) => {
      const fault = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
      const { engine, account, ledger } = setUp(new ScriptedEngine(billed as number));
      await expect(engine.search(REQUEST)).resolves.toMatchObject({ hits: [] });
      expect(account.attempts).toMatchObject([{ outcome: 'unknown', cost: FEE }]);
      expect(ledger.reserved()).toEqual(Money.ZERO);
      expect(fault).toHaveBeenCalledWith(expect.objectContaining({ request_id: 'request-1' }));
    },
  );

  describe('by an engine that pays a model to search', () => {
    class ModelEngine extends ScriptedEngine {
      constructor(private readonly usage: SearchModelUsage | undefined) {
        super(1, 'openai');
      }

      override get modelCall() {
        return { model: 'gpt-4o-mini', maxInputTokens: 20_000, maxOutputTokens: 1_000 };
      }

      override async search(request: SearchRequest): Promise<SearchResult> {
        return { ...(await super.search(request)), modelUsage: this.usage };
      }
    }
    const tokens = { inputUncached: 8_000, inputCacheRead: 100, output: 300 };
    const none = { inputCacheWrite5m: 0, inputCacheWrite1h: 0, reasoning: 0 };

    it('posts the fee and the model’s tokens', async () => {
      const { engine, account } = setUp(new ModelEngine({ model: 'gpt-4o-mini', ...tokens, ...none }));
      expect(engine.modelCall?.model).toBe('gpt-4o-mini');
      await engine.search(REQUEST);
      const [attempt] = account.attempts;
      expect(attempt?.lines.map(({ meter, amount }) => [meter, amount.toDecimal()])).toEqual([
        ['input_uncached', '0.0012'],
        ['input_cache_read', '0.0000075'],
        ['output', '0.00018'],
        ['search_requests', '0.01'],
      ]);
    });

    it('must not take tokens for free that the vendor did not tell', async () => {
      const { engine, account } = setUp(new ModelEngine(undefined));
      await engine.search(REQUEST);
      expect(account.attempts).toMatchObject([{ outcome: 'unknown' }]);
      expect(account.total.toDecimal()).toBe('0.0136');
    });
  });

  it('must not search with an engine that has no price', async () => {
    const { engine, inner } = setUp(new ScriptedEngine(1, 'altavista'));
    await expect(engine.search(REQUEST)).rejects.toMatchObject({ code: 'unpriced-search' });
    expect(inner.requests).toEqual([]);
  });

  it('must not reserve for a caller who has left, and releases for one who leaves meanwhile', async () => {
    const { engine, inner, ledger } = setUp(new ScriptedEngine(1));
    await expect(engine.search({ ...REQUEST, signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow(
      'gone',
    );
    expect(ledger.entries.size).toBe(0);
    const caller = new AbortController();
    const search = engine.search({ ...REQUEST, signal: caller.signal });
    caller.abort(new Error('gone'));
    await expect(search).rejects.toThrow('gone');
    expect(inner.requests).toEqual([]);
    expect(ledger.reserved()).toEqual(Money.ZERO);
  });
});
