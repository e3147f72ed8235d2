import { recorded } from '../canned-server.contract.js';
import { replayed } from '../replay.contract.js';
import { TavilySearchEngine } from './tavily-search-engine.js';

describe(TavilySearchEngine.name, () => {
  const { search, asked } = replayed({
    name: 'tavily',
    key: 'TAVILY_API_KEY',
    tellsTrouble: false,
    create: (options) => new TavilySearchEngine({ ...options, apiKey: 'tvly-key' }),
  });

  it('ranks by score, whatever the order', async () => {
    const { hits, billedRequests } = await search(recorded('results', 'tavily'));
    expect(billedRequests).toBe(1);
    expect(hits.map(({ rank, canonicalUrl }) => [rank, canonicalUrl])).toEqual([
      [1, 'https://github.com/connor4312/cockatiel?tab=readme'],
      [2, 'https://docs.example.com/breaker'],
      [3, 'https://evilexample.com/breaker'],
      [4, 'https://example.com/plain'],
    ]);
    expect(hits[0]).toMatchObject({
      title: 'connor4312/cockatiel · GitHub',
      snippet: 'Circuit breakers stop execution for a period.',
      publishedAt: '2025-12-30T10:30:00.000Z',
      engine: 'tavily',
    });
  });

  it('takes what it can of strange results, and one credit where it is told none', async () => {
    const { hits, billedRequests } = await search(recorded('strange', 'tavily'));
    expect(hits).toMatchObject([{ title: 'example.org', snippet: '', publishedAt: null }]);
    expect(billedRequests).toBe(1);
  });

  it('bills the credits that it is told', async () => {
    const { billedRequests } = await search({ body: '{"results":[],"usage":{"credits":2}}' });
    expect(billedRequests).toBe(2);
  });

  it('asks in the words of Tavily', async () => {
    const allow = ['example.com'];
    const deny = ['*.spam.example', 'no domain'];
    await search(recorded('nothing', 'tavily'), { recency: 'month', allow, deny, limit: 50 });
    expect(asked().method).toBe('POST');
    expect(asked().url.pathname).toBe('/search');
    expect(asked().headers.authorization).toBe('Bearer tvly-key');
    expect(asked().body).toEqual({
      query: 'cockatiel breaker',
      search_depth: 'basic',
      topic: 'general',
      max_results: 20,
      include_usage: true,
      time_range: 'month',
      include_domains: ['example.com'],
      exclude_domains: ['spam.example'],
    });
  });

  it('leaves out lists that Tavily refuses, and what it was not given', async () => {
    const many = Array.from({ length: 301 }, (_, index) => `d${index}.com`);
    await search(recorded('nothing', 'tavily'), { allow: many, deny: many, query: 'x '.repeat(300) });
    expect(asked().body).not.toHaveProperty('include_domains');
    expect(asked().body?.exclude_domains).toHaveLength(150);
    expect(String(asked().body?.query).length).toBeLessThanOrEqual(400);
    await search(recorded('nothing', 'tavily'));
    expect(Object.keys(asked().body ?? {})).toHaveLength(5);
  });

  it.each([432, 433])('must not try again at once where %d says that the plan is used up', async (status) => {
    await expect(search({ ...recorded('plan-limit', 'tavily'), status })).rejects.toMatchObject({
      code: 'search-quota-exhausted',
      kind: 'service-unavailable',
      progress: 'refused',
      retryable: false,
      status,
    });
  });

  it('names its key, and how long to wait', async () => {
    await expect(search({ status: 401 })).rejects.toMatchObject({
      detail: expect.stringContaining('TAVILY_API_KEY'),
    });
    await expect(search({ status: 429, headers: { 'retry-after': '60' } })).rejects.toMatchObject({
      retryAfterSeconds: 60,
    });
    await expect(search({ status: 429, headers: { 'retry-after': 'soon' } })).rejects.toMatchObject({
      retryAfterSeconds: undefined,
    });
  });
});
