import { AppError } from '@app/platform';
import { FakeClock } from '@app/platform/testing';
import { FakeSearchEngine, NO_ANSWER } from '../fake-search-engine.js';
import { CONTRACT_SEARCH, searchEngineContract } from '../search-engine.contract.js';
import { SearchError } from '../search-error.js';
import { SearchEngine, type SearchRequest, type SearchResult } from '../search-engine.js';
import { SEARCH_CACHE_DEFAULTS, SearchCache } from './search-cache.js';

const PAGE = { url: 'https://a.example/', title: 'A' };
const USAGE = {
  model: 'm',
  inputUncached: 5,
  inputCacheRead: 0,
  inputCacheWrite5m: 0,
  inputCacheWrite1h: 0,
  output: 2,
  reasoning: 0,
};
const FAILURE = new SearchError('provider-failed', 'search-failed', 'No.', {
  engine: 'brave',
  progress: 'failed',
  retryable: true,
});
const NO_BUDGET = new AppError('budget-exceeded', 'budget-exceeded', 'The budget is used up.');

/** An engine whose answers come when the test says so. */
class SlowEngine extends SearchEngine {
  readonly name = 'brave';
  readonly signals: (AbortSignal | undefined)[] = [];
  private resolve: (result: SearchResult) => void = () => {};
  private reject: (error: unknown) => void = () => {};

  search({ signal }: SearchRequest): Promise<SearchResult> {
    this.signals.push(signal);
    return new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
      signal?.addEventListener('abort', () => reject(signal.reason as Error));
    });
  }

  answer(title = 'A'): void {
    const hit = { ...PAGE, title, canonicalUrl: PAGE.url, snippet: '', publishedAt: null, engine: 'brave' };
    this.resolve({ hits: [{ ...hit, rank: 1 }], billedRequests: 1, degraded: false, modelUsage: USAGE });
  }

  fail(error: Error): void {
    this.reject(error);
  }
}

searchEngineContract(SearchCache.name, (scenario) => {
  const engine = new FakeSearchEngine();
  if (scenario === 'failing') engine.give(FAILURE);
  if (scenario === 'silent') engine.give(NO_ANSWER);
  if (scenario === 'unresponsive') engine.give({ hits: [], degraded: true });
  const urls = [
    'https://github.com/',
    'https://docs.example.com/',
    'https://evilexample.com/',
    'https://example.com./',
  ];
  if (scenario === 'results') engine.find(...urls.map((url) => ({ url })));
  const through = new SearchCache({ clock: new FakeClock() }).through(engine, 'acme');
  return { engine: through, calls: () => engine.requests.length };
});

describe(SearchCache.name, () => {
  const clock = new FakeClock();
  const search = (engine: SearchEngine, request: Partial<SearchRequest> = {}) =>
    engine.search({ ...CONTRACT_SEARCH, ...request });

  it('answers again without asking, for nothing, until its time is over', async () => {
    const engine = new FakeSearchEngine('brave').give({ hits: [PAGE], modelUsage: USAGE });
    const cached = new SearchCache({ clock, ttlMs: 1_000 }).through(engine, 'acme');
    const paid = await search(cached);
    expect(paid).toMatchObject({ billedRequests: 1, modelUsage: USAGE });
    expect(paid.cached).toBeUndefined();
    await clock.advance(999);
    expect(await search(cached)).toEqual({
      hits: paid.hits,
      billedRequests: 0,
      cached: true,
      degraded: false,
    });
    expect(engine.requests).toHaveLength(1);
    await clock.advance(1);
    expect(await search(cached)).toMatchObject({ billedRequests: 1 });
    expect(engine.requests).toHaveLength(2);
  });

  it('is still the engine that it stands around', () => {
    const engine = new FakeSearchEngine('tavily');
    const cached = new SearchCache({ clock }).through(engine, 'acme');
    expect([cached.name, cached.modelCall]).toEqual(['tavily', null]);
  });

  it.each([
    [{ query: '  Cockatiel\n BREAKER ' }, 1],
    [{ allow: [], deny: [] }, 1],
    [{ query: 'other' }, 2],
    [{ limit: 9 }, 2],
    [{ recency: 'day' as const }, 2],
    [{ locale: 'de' }, 2],
    [{ allow: ['a.example'] }, 2],
    [{ allow: ['not a domain'] }, 2],
    [{ deny: ['a.example'] }, 2],
  ])('knows %j from the plain search after %d', async (request, asked) => {
    const engine = new FakeSearchEngine().find(PAGE);
    const cached = new SearchCache({ clock }).through(engine, 'acme');
    await search(cached);
    await search(cached, request);
    expect(engine.requests).toHaveLength(asked);
  });

  it('knows one engine from another, and lists of domains in any order', async () => {
    const cache = new SearchCache({ clock });
    const [brave, tavily] = [new FakeSearchEngine('brave'), new FakeSearchEngine('tavily')];
    await search(cache.through(brave, 'acme'), { allow: ['b.com', 'A.com'] });
    await search(cache.through(brave, 'acme'), { allow: ['a.com', 'b.com', 'b.com'] });
    await search(cache.through(tavily, 'acme'), { allow: ['a.com', 'b.com'] });
    expect([brave.requests.length, tavily.requests.length]).toEqual([1, 1]);
  });

  it('must not tell one tenant by a hit, a flag or a shared wait what another has asked', async () => {
    const cache = new SearchCache({ clock });
    const ask = (tenant: string) => {
      const engine = new SlowEngine();
      return { engine, result: search(cache.through(engine, tenant)) };
    };
    const [ours, theirs] = [ask('acme'), ask('rival')];
    ours.engine.answer();
    theirs.engine.answer();
    expect(await theirs.result).toMatchObject({ billedRequests: 1 });
    expect(theirs.engine.signals).toHaveLength(1);
    expect((await ours.result).cached).toBeUndefined();
    const later = new FakeSearchEngine('brave').find(PAGE);
    expect(await search(cache.through(later, 'third'))).not.toHaveProperty('cached');
    expect(await search(cache.through(later, 'acme'))).toMatchObject({ cached: true });
    expect(later.requests).toHaveLength(1);
  });

  it('asks once for all who ask at once, and only the first pays', async () => {
    const cache = new SearchCache({ clock });
    const [first, other] = [new SlowEngine(), new SlowEngine()];
    const searches = [
      search(cache.through(first, 'acme')),
      search(cache.through(other, 'acme')),
      search(cache.through(other, 'acme')),
    ];
    first.answer();
    const results = await Promise.all(searches);
    expect(results.map(({ billedRequests }) => billedRequests)).toEqual([1, 0, 0]);
    expect(results.map(({ cached }) => cached)).toEqual([undefined, true, true]);
    expect(results.map(({ modelUsage }) => modelUsage)).toEqual([USAGE, undefined, undefined]);
    expect(other.signals).toEqual([]);
  });

  it('keeps no failure, and fails all who waited for the engine', async () => {
    const engine = new SlowEngine();
    const cached = new SearchCache({ clock }).through(engine, 'acme');
    const searches = [search(cached), search(cached)];
    engine.fail(FAILURE);
    expect(await Promise.allSettled(searches)).toEqual([
      { status: 'rejected', reason: FAILURE },
      { status: 'rejected', reason: FAILURE },
    ]);
    const again = search(cached);
    engine.answer();
    expect(await again).toMatchObject({ billedRequests: 1 });
  });

  it('keeps no degraded answer', async () => {
    const engine = new FakeSearchEngine().give({ hits: [], degraded: true }).find(PAGE);
    const cached = new SearchCache({ clock }).through(engine, 'acme');
    expect(await search(cached)).toMatchObject({ degraded: true });
    expect(await search(cached)).toMatchObject({ degraded: false, billedRequests: 1 });
  });

  it('must not fail one caller for the empty budget of another', async () => {
    const cache = new SearchCache({ clock });
    const [poor, rich] = [new SlowEngine(), new SlowEngine()];
    const refused = search(cache.through(poor, 'acme'));
    const searches = [search(cache.through(rich, 'acme')), search(cache.through(rich, 'acme'))];
    poor.fail(NO_BUDGET);
    await expect(refused).rejects.toBe(NO_BUDGET);
    await new Promise(setImmediate);
    rich.answer();
    const results = await Promise.all(searches);
    expect(results.map(({ billedRequests }) => billedRequests)).toEqual([1, 0]);
    expect(rich.signals).toHaveLength(1);
  });

  it('must not let one caller who goes away take the search from the others', async () => {
    const engine = new SlowEngine();
    const cached = new SearchCache({ clock }).through(engine, 'acme');
    const [first, second] = [new AbortController(), new AbortController()];
    const searches = [
      search(cached, { signal: first.signal }),
      search(cached, { signal: second.signal }),
      search(cached),
    ];
    first.abort(new Error('first gone'));
    await expect(searches[0]).rejects.toThrow('first gone');
    second.abort(new Error('second gone'));
    await expect(searches[1]).rejects.toThrow('second gone');
    expect(engine.signals[0]?.aborted).toBe(false);
    engine.answer();
    expect(await searches[2]).toMatchObject({ billedRequests: 0, cached: true });
  });

  it('gives the search up when the last caller has gone, and begins anew for the next', async () => {
    const engine = new SlowEngine();
    const cached = new SearchCache({ clock }).through(engine, 'acme');
    const [first, second] = [new AbortController(), new AbortController()];
    const searches = [search(cached, { signal: first.signal }), search(cached, { signal: second.signal })];
    first.abort(new Error('first gone'));
    second.abort(new Error('second gone'));
    const next = Promise.allSettled(searches).then(() => search(cached));
    expect((await Promise.allSettled(searches)).map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
    ]);
    expect(engine.signals[0]?.reason).toEqual(new Error('second gone'));
    await new Promise(setImmediate);
    engine.answer('B');
    expect(await next).toMatchObject({ hits: [{ title: 'B' }], billedRequests: 1 });
  });

  it('must not grow without end: the answer not used for longest goes first', async () => {
    const engine = new FakeSearchEngine().find(PAGE);
    const cached = new SearchCache({ clock, maxEntries: 2 }).through(engine, 'acme');
    for (const query of ['a', 'b', 'a', 'c', 'a', 'b']) await search(cached, { query });
    expect(engine.requests.map(({ query }) => query)).toEqual(['a', 'b', 'c', 'b']);
  });

  it('must not weigh more than it may, nor keep what alone weighs more', async () => {
    const engine = new FakeSearchEngine().find({ ...PAGE, snippet: 'x'.repeat(1_000) });
    const cached = new SearchCache({ clock, maxBytes: 6_000 }).through(engine, 'acme');
    for (const query of ['a', 'b', 'c', 'b', 'a']) await search(cached, { query });
    expect(engine.requests.map(({ query }) => query)).toEqual(['a', 'b', 'c', 'a']);
    const small = new SearchCache({ clock, maxBytes: 100 }).through(engine, 'acme');
    await search(small);
    expect(await search(small)).toMatchObject({ billedRequests: 1 });
    expect(SEARCH_CACHE_DEFAULTS.maxEntries).toBe(1_000);
  });
});
