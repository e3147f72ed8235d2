import { FakeSearchEngine, NO_ANSWER, type FakeOutcome } from './fake-search-engine.js';
import { CONTRACT_SEARCH, searchEngineContract, type SearchScenario } from './search-engine.contract.js';
import { SearchError } from './search-error.js';

const FAILURE = new SearchError('provider-failed', 'search-failed', 'The search engine sandbox failed.', {
  engine: 'sandbox',
  progress: 'failed',
  retryable: true,
});

const OLD = { url: 'https://github.com/old', publishedAt: '2001-02-03T04:05:06.000Z' };
const PAGES = [
  'https://github.com/x',
  'https://GitHub.com:443/x/',
  'javascript:alert(1)',
  'https://docs.example.com/',
  'https://evilexample.com/',
  'https://example.com./',
];

const OUTCOMES: Record<SearchScenario, FakeOutcome> = {
  results: { hits: [OLD, ...PAGES.map((url) => ({ url }))] },
  nothing: { hits: [] },
  unresponsive: { hits: [], degraded: true },
  failing: FAILURE,
  silent: NO_ANSWER,
};

searchEngineContract(FakeSearchEngine.name, (scenario) => {
  const engine = new FakeSearchEngine().give(OUTCOMES[scenario]);
  return { engine, calls: () => engine.requests.length };
});

describe(FakeSearchEngine.name, () => {
  it('finds nothing without being told, and records what it was asked', async () => {
    const engine = new FakeSearchEngine('brave');
    expect(await engine.search(CONTRACT_SEARCH)).toEqual({ hits: [], billedRequests: 1, degraded: false });
    expect(engine.requests).toEqual([CONTRACT_SEARCH]);
  });

  it('takes one outcome a search and repeats the last', async () => {
    const engine = new FakeSearchEngine().give(FAILURE).find({ url: 'https://a.example/', title: 'A' });
    await expect(engine.search(CONTRACT_SEARCH)).rejects.toBe(FAILURE);
    for (const _again of [1, 2]) {
      expect((await engine.search(CONTRACT_SEARCH)).hits).toMatchObject([{ title: 'A', rank: 1 }]);
    }
  });

  it('must not leave a test hanging where nobody can abort', async () => {
    const silent = new FakeSearchEngine().give(NO_ANSWER);
    const abort = new AbortController();
    const search = silent.search({ ...CONTRACT_SEARCH, signal: abort.signal });
    setTimeout(() => abort.abort(new Error('enough')), 5);
    await expect(search).rejects.toThrow('enough');
    await expect(silent.search(CONTRACT_SEARCH)).rejects.toThrow('was not aborted');
  });
});
