import { recorded } from '../canned-server.contract.js';
import { replayed } from '../replay.contract.js';
import { AnthropicSearchEngine } from './anthropic-search-engine.js';

describe(AnthropicSearchEngine.name, () => {
  const { search, asked, engineAt } = replayed({
    name: 'anthropic',
    key: 'ANTHROPIC_API_KEY',
    tellsTrouble: true,
    create: (options) =>
      new AnthropicSearchEngine({ ...options, apiKey: 'sk-ant', model: 'claude-haiku-4-5' }),
  });

  it('quotes what is cited of each page', async () => {
    const { hits } = await search(recorded('results', 'anthropic'));
    expect(hits[0]).toEqual({
      url: 'https://github.com/connor4312/cockatiel/?utm_source=news&tab=readme#circuit-breaker',
      canonicalUrl: 'https://github.com/connor4312/cockatiel?tab=readme',
      title: 'connor4312/cockatiel · GitHub',
      snippet: 'Circuit breakers stop execution for a period. … After it, the breaker is half open.',
      publishedAt: expect.stringMatching(/^2025-12-30T00:00/),
      engine: 'anthropic',
      rank: 1,
    });
    expect(hits[1]).toMatchObject({
      snippet: 'If a < b, it opens.',
      publishedAt: '2024-12-24T00:00:00.000Z',
    });
    expect(hits[2]).toMatchObject({ snippet: '', publishedAt: null });
  });

  it('tells what the search and its model are billed for', async () => {
    expect(await search(recorded('results', 'anthropic'))).toMatchObject({
      billedRequests: 1,
      modelUsage: { model: 'claude-haiku-4-5', inputUncached: 12_031, output: 245, reasoning: 0 },
    });
    expect(engineAt('http://x').modelCall).toEqual({
      model: 'claude-haiku-4-5',
      maxInputTokens: 24_000,
      maxOutputTokens: 1_024,
    });
  });

  it('must not lose the tokens of a search that failed inside a 200', async () => {
    expect(await search(recorded('unresponsive', 'anthropic'))).toMatchObject({
      hits: [],
      degraded: true,
      billedRequests: 0,
      modelUsage: { inputUncached: 12_031, output: 245 },
    });
  });

  it('keeps the cache meters apart', async () => {
    const usage = {
      input_tokens: 1,
      cache_read_input_tokens: 2,
      cache_creation_input_tokens: 7,
      cache_creation: { ephemeral_1h_input_tokens: 4 },
      output_tokens: 9,
      output_tokens_details: { thinking_tokens: 8 },
    };
    const { modelUsage } = await search({ body: JSON.stringify({ content: [], usage }) });
    expect(modelUsage).toEqual({
      model: 'claude-haiku-4-5',
      inputUncached: 1,
      inputCacheRead: 2,
      inputCacheWrite5m: 3,
      inputCacheWrite1h: 4,
      output: 9,
      reasoning: 8,
    });
  });

  it('says that a model which never searched has not found nothing', async () => {
    const body = '{"content":[{"type":"text","text":"I know this."}],"usage":{}}';
    expect(await search({ body })).toMatchObject({ degraded: true, billedRequests: 0, hits: [] });
  });

  it('takes what it can of strange content, and makes up no usage', async () => {
    const result = await search(recorded('strange', 'anthropic'));
    expect(result.hits).toMatchObject([
      { url: 'https://example.org/', title: 'example.org', snippet: 'Said.', publishedAt: null },
    ]);
    expect(result).toMatchObject({ billedRequests: 1, modelUsage: undefined });
  });

  it('asks for exactly one search', async () => {
    await search(recorded('nothing', 'anthropic'), { deny: ['spam.example'], locale: 'de' });
    expect(asked().url.pathname).toBe('/v1/messages');
    expect(asked().headers).toMatchObject({ 'x-api-key': 'sk-ant', 'anthropic-version': '2023-06-01' });
    expect(asked().body).toEqual({
      model: 'claude-haiku-4-5',
      max_tokens: 1_024,
      system: expect.stringContaining('exactly once'),
      messages: [{ role: 'user', content: 'cockatiel breaker' }],
      tools: [
        {
          type: 'web_search_20250305',
          name: 'web_search',
          max_uses: 1,
          blocked_domains: ['spam.example'],
        },
      ],
      tool_choice: { type: 'tool', name: 'web_search' },
    });
  });

  it('never sends both lists, which Anthropic refuses', async () => {
    const request = { allow: ['example.com'], deny: ['spam.example'], locale: 'de-AT' };
    await search(recorded('nothing', 'anthropic'), request);
    expect(asked().body?.tools).toEqual([
      {
        type: 'web_search_20250305',
        name: 'web_search',
        max_uses: 1,
        allowed_domains: ['example.com'],
        user_location: { type: 'approximate', country: 'AT' },
      },
    ]);
  });

  it('names its key', async () => {
    const refused = { ...recorded('refused-key', 'anthropic'), status: 401 };
    await expect(search(refused)).rejects.toMatchObject({
      code: 'search-key-refused',
      detail: expect.stringContaining('ANTHROPIC_API_KEY'),
    });
  });
});
