import { recorded } from '../canned-server.contract.js';
import { replayed } from '../replay.contract.js';
import { CONTRACT_SEARCH } from '../search-engine.contract.js';
import { SearxngSearchEngine } from './searxng-search-engine.js';

describe(SearxngSearchEngine.name, () => {
  const { server, engineAt, search, asked } = replayed({
    name: 'searxng',
    key: null,
    tellsTrouble: true,
    create: (options) => new SearxngSearchEngine(options),
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
    expect(asked().url.pathname).toBe('/search');
    expect(Object.fromEntries(asked().url.searchParams)).toEqual({
      q: 'cockatiel breaker',
      format: 'json',
      pageno: '1',
      time_range: 'month',
      language: 'de-AT',
    });
    expect(asked().headers).toMatchObject({ 'x-attempt-id': 'attempt-7', accept: 'application/json' });
    expect(asked().headers).not.toHaveProperty('accept-encoding');
  });

  it('leaves out what it was not given, and languages that SearXNG cannot read', async () => {
    await search(recorded('nothing'), { locale: 'zh-Hans-CN' });
    expect([...asked().url.searchParams.keys()]).toEqual(['q', 'format', 'pageno']);
    expect(asked().headers).not.toHaveProperty('x-attempt-id');
  });

  it.each([
    [['example.com'], 'cockatiel breaker site:example.com'],
    [['a.com', 'b.com'], 'cockatiel breaker (site:a.com OR site:b.com)'],
    [['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((name) => `${name}.com`), 'cockatiel breaker'],
  ])('narrows the query to %j', async (allow, query) => {
    await search(recorded('nothing'), { allow });
    expect(asked().url.searchParams.get('q')).toBe(query);
  });

  it('reaches an instance below a path', async () => {
    server.answer = recorded('nothing');
    await engineAt(`${server.url}/searx/`).search(CONTRACT_SEARCH);
    expect(asked().url.pathname).toBe('/searx/search');
  });

  it('names the remedy where JSON is not enabled', async () => {
    await expect(search({ status: 403 })).rejects.toMatchObject({
      code: 'search-format-refused',
      progress: 'refused',
      retryable: false,
      status: 403,
      detail: expect.stringContaining('search.formats'),
    });
  });
});
