import { recorded } from '../canned-server.contract.js';
import { replayed } from '../replay.contract.js';
import { BraveSearchEngine } from './brave-search-engine.js';

describe(BraveSearchEngine.name, () => {
  const { search, asked } = replayed({
    name: 'brave',
    key: 'BRAVE_API_KEY',
    tellsTrouble: false,
    create: (options) => new BraveSearchEngine({ ...options, apiKey: 'BSA-key' }),
  });
  const query = () => Object.fromEntries(asked().url.searchParams);

  it('makes hits of plain text, with the day they were written', async () => {
    const { hits, billedRequests } = await search(recorded('results', 'brave'));
    expect(billedRequests).toBe(1);
    expect(hits[0]).toEqual({
      url: 'https://github.com/connor4312/cockatiel/?utm_source=news&tab=readme#circuit-breaker',
      canonicalUrl: 'https://github.com/connor4312/cockatiel?tab=readme',
      title: 'connor4312/cockatiel · GitHub',
      snippet: 'Circuit breakers stop execution for a period.',
      publishedAt: '2025-12-30T10:30:00.000Z',
      engine: 'brave',
      rank: 1,
    });
    expect(hits[1]).toMatchObject({
      snippet: 'If a < b, it opens.',
      publishedAt: '2024-12-24T00:00:00.000Z',
    });
  });

  it('takes what it can of strange results', async () => {
    const { hits } = await search(recorded('strange', 'brave'));
    expect(hits).toMatchObject([
      { title: 'example.org', snippet: '', publishedAt: '2024-12-24T00:00:00.000Z', rank: 1 },
    ]);
  });

  it('asks in the words of Brave', async () => {
    await search(recorded('nothing', 'brave'), { recency: 'week', locale: 'de-AT' });
    expect(asked().method).toBe('GET');
    expect(asked().url.pathname).toBe('/res/v1/web/search');
    expect(asked().headers['x-subscription-token']).toBe('BSA-key');
    expect(query()).toEqual({
      q: 'cockatiel breaker',
      count: '20',
      offset: '0',
      result_filter: 'web',
      freshness: 'pw',
      search_lang: 'de',
      country: 'AT',
    });
  });

  it.each([
    [{ limit: 5 }, '5'],
    [{ limit: 50 }, '20'],
    [{ limit: 5, deny: ['a.com'] }, '20'],
    [{ limit: 5, allow: ['a.com'] }, '20'],
  ])('with %j asks for %s pages, and never for a second bill', async (request, count) => {
    await search(recorded('nothing', 'brave'), request);
    expect(query().count).toBe(count);
  });

  it.each([
    ['day', 'pd'],
    ['month', 'pm'],
    ['year', 'py'],
  ] as const)('calls the last %s %s', async (recency, freshness) => {
    await search(recorded('nothing', 'brave'), { recency });
    expect(query().freshness).toBe(freshness);
  });

  it.each([
    ['ja-JP', 'jp', 'JP'],
    ['pt-BR', 'pt-br', 'BR'],
    ['en', 'en', undefined],
    ['xx-XX', undefined, undefined],
  ])('says %s in codes that Brave does not refuse', async (locale, language, country) => {
    await search(recorded('nothing', 'brave'), { locale });
    expect([query().search_lang, query().country]).toEqual([language, country]);
  });

  it('sends no more than 50 words and 400 characters, whole words and the domains among them', async () => {
    await search(recorded('nothing', 'brave'), { query: 'word '.repeat(80) });
    expect(query().q?.split(' ')).toHaveLength(50);
    await search(recorded('nothing', 'brave'), { query: 'abcdefghi '.repeat(50), allow: ['a.com', 'b.com'] });
    expect(query().q).toMatch(/^(abcdefghi )+\(site:a\.com OR site:b\.com\)$/);
    expect(query().q?.length).toBeLessThanOrEqual(400);
  });

  const limits = (remaining: string, limit: string) => ({
    ...recorded('throttled', 'brave'),
    status: 429,
    headers: {
      'x-ratelimit-limit': limit,
      'x-ratelimit-remaining': remaining,
      'x-ratelimit-reset': '1, 1419704',
    },
  });

  it.each([
    ['0, 1500', '1, 2000', { code: 'search-throttled', retryable: true, retryAfterSeconds: 1 }],
    ['0, 0', '50, 0', { code: 'search-throttled', retryable: true, retryAfterSeconds: 1 }],
    ['0, 0', '1, 2000', { code: 'search-quota-exhausted', retryable: false, retryAfterSeconds: 1_419_704 }],
    ['soon', '', { code: 'search-throttled', retryable: true, retryAfterSeconds: 1 }],
  ])('tells a second from a month where %s of %s are left', async (remaining, limit, expected) => {
    await expect(search(limits(remaining, limit))).rejects.toMatchObject({
      progress: 'refused',
      ...expected,
    });
  });

  it.each([
    [422, recorded('refused-key', 'brave')],
    [401, {}],
    [403, {}],
  ])('names the key that a %d refuses', async (status, answer) => {
    await expect(search({ ...answer, status })).rejects.toMatchObject({
      code: 'search-key-refused',
      kind: 'provider-failed',
      progress: 'refused',
      retryable: false,
      detail: expect.stringContaining('BRAVE_API_KEY'),
    });
  });
});
