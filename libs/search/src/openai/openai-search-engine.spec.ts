import { recorded } from '../canned-server.contract.js';
import { replayed } from '../replay.contract.js';
import { OpenAiSearchEngine } from './openai-search-engine.js';

describe(OpenAiSearchEngine.name, () => {
  const { search, asked, engineAt } = replayed({
    name: 'openai',
    key: 'OPENAI_API_KEY',
    tellsTrouble: true,
    create: (options) => new OpenAiSearchEngine({ ...options, apiKey: 'sk-key', model: 'gpt-4o-mini' }),
  });

  it('puts the cited pages first, and says that a model wrote of them', async () => {
    const { hits } = await search(recorded('results', 'openai'));
    expect(hits).toEqual([
      {
        url: 'https://github.com/connor4312/cockatiel/?utm_source=openai&tab=readme#circuit-breaker',
        canonicalUrl: 'https://github.com/connor4312/cockatiel?tab=readme',
        title: 'connor4312/cockatiel · GitHub',
        snippet: 'Circuit breakers stop execution for a period.',
        snippetOrigin: 'model',
        publishedAt: null,
        engine: 'openai',
        rank: 1,
      },
      expect.objectContaining({
        canonicalUrl: 'https://docs.example.com/breaker',
        title: 'Breakers & retries',
        snippet: 'If a < b, it opens.',
        rank: 2,
      }),
      expect.objectContaining({ canonicalUrl: 'https://evilexample.com/breaker', snippet: '', rank: 3 }),
      expect.objectContaining({ canonicalUrl: 'https://example.com/plain', title: 'example.com.', rank: 4 }),
    ]);
    expect(hits[2]).not.toHaveProperty('snippetOrigin');
  });

  it('tells what the search and its model are billed for', async () => {
    expect(await search(recorded('results', 'openai'))).toMatchObject({
      billedRequests: 1,
      modelUsage: {
        model: 'gpt-4o-mini',
        inputUncached: 7_321,
        inputCacheRead: 1_024,
        inputCacheWrite5m: 0,
        inputCacheWrite1h: 0,
        output: 123,
        reasoning: 0,
      },
    });
    expect(engineAt('http://x').modelCall).toEqual({
      model: 'gpt-4o-mini',
      maxInputTokens: 10_000,
      maxOutputTokens: 1_024,
    });
  });

  it('takes what it can of strange output, counts the searches it sees, and makes up no usage', async () => {
    const result = await search(recorded('strange', 'openai'));
    expect(result.hits).toMatchObject([{ url: 'https://example.org/', title: 'example.org', snippet: '' }]);
    expect(result.billedRequests).toBe(2);
    expect(result.modelUsage).toBeUndefined();
  });

  it('asks for exactly one search', async () => {
    const request = { allow: ['Example.com'], recency: 'week', locale: 'de-AT' } as const;
    await search(recorded('nothing', 'openai'), request);
    expect(asked().method).toBe('POST');
    expect(asked().url.pathname).toBe('/responses');
    expect(asked().headers.authorization).toBe('Bearer sk-key');
    expect(asked().body).toEqual({
      model: 'gpt-4o-mini',
      instructions: expect.stringMatching(/exactly once.*within the last week\.$/),
      input: 'cockatiel breaker',
      tools: [
        {
          type: 'web_search',
          search_context_size: 'low',
          filters: { allowed_domains: ['example.com'] },
          user_location: { type: 'approximate', country: 'AT' },
        },
      ],
      tool_choice: 'required',
      max_tool_calls: 1,
      max_output_tokens: 1_024,
      include: ['web_search_call.action.sources'],
      store: false,
    });
  });

  it('leaves out lists that the tool refuses', async () => {
    const allow = Array.from({ length: 101 }, (_, index) => `d${index}.com`);
    await search(recorded('nothing', 'openai'), { allow });
    expect(asked().body?.tools).toEqual([{ type: 'web_search', search_context_size: 'low' }]);
  });

  it('tells a used-up account from too many requests, and names its key', async () => {
    const quota = { ...recorded('refused-quota', 'openai'), status: 429 };
    await expect(search(quota)).rejects.toMatchObject({ code: 'search-quota-exhausted', retryable: false });
    await expect(search({ status: 401 })).rejects.toMatchObject({
      detail: expect.stringContaining('OPENAI_API_KEY'),
    });
  });
});
