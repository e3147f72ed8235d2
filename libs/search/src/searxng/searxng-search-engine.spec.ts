import { FakeClock } from '@app/platform/testing';
import { timersOf } from '@app/resilience';
import { CannedServer, recorded, type CannedAnswer } from '../canned-server.contract.js';
import { createSearchAgent } from '../search-agent.js';
import { CONTRACT_SEARCH, searchEngineContract, type SearchScenario } from '../search-engine.contract.js';
import type { SearchRequest } from '../search-engine.js';
import { SearxngSearchEngine } from './searxng-search-engine.js';

const ANSWERS: Record<SearchScenario, () => CannedAnswer> = {
  results: () => recorded('results'),
  nothing: () => recorded('nothing'),
  unresponsive: () => recorded('unresponsive'),
  failing: () => ({ status: 502, body: '{}' }),
  silent: () => ({ hang: true }),
};

describe(SearxngSearchEngine.name, () => {
  const server = new CannedServer();
  const agent = createSearchAgent();
  const clock = new FakeClock();
  const engineAt = (baseUrl: string): SearxngSearchEngine =>
    new SearxngSearchEngine({
      name: 'searxng',
      baseUrl,
      timeoutMs: 5000,
      dispatcher: agent,
      clock,
      timers: timersOf(clock),
    });
  const search = (answer: CannedAnswer, request: Partial<SearchRequest> = {}) => {
    server.answer = answer;
    return engineAt(server.url).search({ ...CONTRACT_SEARCH, ...request });
  };
  const asked = () => server.requests.at(-1);

  beforeAll(() => server.start());
  afterAll(async () => {
    await agent.destroy();
    await server.stop();
  });

  searchEngineContract('it', (scenario) => {
    const before = server.requests.length;
    server.answer = ANSWERS[scenario]();
    return { engine: engineAt(server.url), calls: () => server.requests.length - before };
  });

  it('makes hits of plain text, each page once', async () => {
    const { hits } = await search(recorded('results'));
    expect(hits).toEqual([
      {
        url: 'https://github.com/connor4312/cockatiel/?utm_source=news&tab=readme#circuit-breaker',
        canonicalUrl: 'https://github.com/connor4312/cockatiel?tab=readme',
        title: 'connor4312/cockatiel · GitHub',
        snippet: 'Circuit breakers stop execution for a period…',
        publishedAt: '2025-03-01T10:30:00.000Z',
        engine: 'searxng:github',
        rank: 1,
      },
      expect.objectContaining({
        title: 'Breakers & retries',
        snippet: 'If a < b & c > d, it opens.',
        publishedAt: '2024-12-24T00:00:00.000Z',
        engine: 'searxng:wikipedia',
        rank: 2,
      }),
      expect.objectContaining({ url: 'https://evilexample.com/breaker', rank: 3 }),
      expect.objectContaining({
        canonicalUrl: 'https://example.com/plain',
        title: 'example.com.',
        publishedAt: null,
        rank: 4,
      }),
    ]);
  });

  it('takes what it can of strange results', async () => {
    const { hits, degraded } = await search(recorded('strange'));
    expect(hits).toEqual([
      {
        url: 'https://example.org/',
        canonicalUrl: 'https://example.org/',
        title: 'example.org',
        snippet: '',
        publishedAt: null,
        engine: 'searxng',
        rank: 1,
      },
    ]);
    expect(degraded).toBe(false);
  });

  it('asks in the words of SearXNG', async () => {
    await search(recorded('nothing'), { recency: 'month', locale: 'de-AT', attemptId: 'attempt-7' });
    expect(asked()?.url.pathname).toBe('/search');
    expect(Object.fromEntries(asked()?.url.searchParams ?? [])).toEqual({
      q: 'cockatiel breaker',
      format: 'json',
      pageno: '1',
      time_range: 'month',
      language: 'de-AT',
    });
    expect(asked()?.headers).toMatchObject({ 'x-attempt-id': 'attempt-7', accept: 'application/json' });
    expect(asked()?.headers).not.toHaveProperty('accept-encoding');
  });

  it('leaves out what it was not given, and languages that SearXNG cannot read', async () => {
    await search(recorded('nothing'), { locale: 'zh-Hans-CN' });
    expect([...(asked()?.url.searchParams.keys() ?? [])]).toEqual(['q', 'format', 'pageno']);
    expect(asked()?.headers).not.toHaveProperty('x-attempt-id');
  });

  it.each([
    [['example.com'], 'cockatiel breaker site:example.com'],
    [['a.com', 'b.com'], 'cockatiel breaker (site:a.com OR site:b.com)'],
    [['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((name) => `${name}.com`), 'cockatiel breaker'],
  ])('narrows the query to %j', async (allow, query) => {
    await search(recorded('nothing'), { allow });
    expect(asked()?.url.searchParams.get('q')).toBe(query);
  });

  it('reaches an instance below a path', async () => {
    server.answer = recorded('nothing');
    await engineAt(`${server.url}/searx/`).search(CONTRACT_SEARCH);
    expect(asked()?.url.pathname).toBe('/searx/search');
  });

  it.each<[string, CannedAnswer, object]>([
    [
      'a 403',
      { status: 403 },
      { code: 'search-format-refused', progress: 'refused', retryable: false, status: 403 },
    ],
    [
      'a 429',
      { status: 429 },
      { kind: 'service-unavailable', code: 'search-throttled', progress: 'refused', retryable: true },
    ],
    ['a 400', { status: 400 }, { code: 'search-failed', progress: 'refused', retryable: false }],
    ['a 500', { status: 500 }, { code: 'search-failed', progress: 'failed', retryable: true }],
    [
      'a page',
      { body: '<html>SECRET</html>' },
      { code: 'search-malformed', progress: 'cut', retryable: false },
    ],
    ['no results', { body: '{}' }, { code: 'search-malformed' }],
    ['null', { body: 'null' }, { code: 'search-malformed' }],
    [
      'a torn socket',
      { reset: true },
      { code: 'search-unanswered', progress: 'unanswered', retryable: true },
    ],
    [
      'half an answer',
      { status: 200, reset: true },
      { code: 'search-cut', progress: 'cut', retryable: true },
    ],
  ])('ends %s in one error', async (_name, answer, expected) => {
    const error: unknown = await search(answer).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ engine: 'searxng', ...expected });
    const { message, cause } = error as Error;
    expect(`${message} ${String(cause)}`).not.toContain('SECRET');
  });

  it('names the remedy where JSON is not enabled', async () => {
    await expect(search({ status: 403 })).rejects.toMatchObject({
      detail: expect.stringContaining('search.formats'),
    });
  });

  it('must not be filled up by an answer of more than 2 MiB', async () => {
    const body = JSON.stringify({ results: [], padding: 'x'.repeat(2 * 1024 * 1024) });
    await expect(search({ body })).rejects.toMatchObject({
      code: 'search-too-large',
      progress: 'cut',
      retryable: false,
    });
  });

  it('says that nothing was sent where nobody listens', async () => {
    const gone = await new CannedServer().start();
    const { url } = gone;
    await gone.stop();
    const failed = engineAt(url).search(CONTRACT_SEARCH);
    await expect(failed).rejects.toMatchObject({
      code: 'search-unreachable',
      progress: 'not-sent',
      retryable: true,
    });
  });

  it.each<[string, CannedAnswer]>([
    ['a silent engine', { hang: true }],
    ['an engine that falls silent in its answer', { status: 200, hang: true }],
  ])('gives up on %s after its time', async (_name, answer) => {
    const before = server.requests.length;
    const failed = search(answer).catch((error: unknown) => error);
    while (server.requests.length === before) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await clock.advance(5000);
    expect(await failed).toMatchObject({ code: 'search-timeout', progress: 'unanswered', retryable: true });
  });
});
