import Anthropic from '@anthropic-ai/sdk';
import type {
  Message,
  MessageCreateParamsNonStreaming,
  WebSearchTool20250305,
} from '@anthropic-ai/sdk/resources/messages';
import type { TestSandbox } from '../testing.js';
import { FUSE, README, startWithTwoPackages } from './two-packages.contract.js';
import { WebSearchMessages } from './web-search-messages.js';

const TOOL: WebSearchTool20250305 = { type: 'web_search_20250305', name: 'web_search', max_uses: 1 };

describe(WebSearchMessages.name, () => {
  let sandbox: TestSandbox;
  let stop: () => Promise<void>;
  let client: Anthropic;
  beforeAll(async () => {
    ({ sandbox, stop } = await startWithTwoPackages());
    client = new Anthropic({ baseURL: sandbox.url, apiKey: 'any', maxRetries: 0 });
  });
  beforeEach(() => sandbox.clean());
  afterAll(() => stop());

  const asking = (
    tool: Partial<WebSearchTool20250305> = {},
    more: Partial<MessageCreateParamsNonStreaming> = {},
  ): MessageCreateParamsNonStreaming => ({
    model: 'claude-haiku-4-5',
    max_tokens: 500,
    messages: [{ role: 'user', content: 'When does the breaker open?' }],
    tools: [{ ...TOOL, ...tool }],
    ...more,
  });
  const textOf = ({ content }: Message): string =>
    content.map((block) => (block.type === 'text' ? block.text : '')).join('');
  const found = ({ content }: Message): string[] => {
    const block = content.find(({ type }) => type === 'web_search_tool_result');
    if (block?.type !== 'web_search_tool_result' || !Array.isArray(block.content)) return [];
    return block.content.map(({ url }) => url);
  };

  it('searches, says what it found, and cites it block by block', async () => {
    const message = await client.messages.create(asking());
    const [call, result, ...texts] = message.content;
    expect(call).toMatchObject({ type: 'server_tool_use', input: { query: 'When does the breaker open?' } });
    expect(result).toMatchObject({
      type: 'web_search_tool_result',
      tool_use_id: (call as { id: string }).id,
      content: [
        { type: 'web_search_result', url: `${README}#opening`, title: 'Opening · breaker', page_age: null },
        { url: FUSE },
      ],
    });
    expect(texts[1]).toMatchObject({
      type: 'text',
      text: 'The breaker opens after five failures in a row.',
      citations: [
        {
          type: 'web_search_result_location',
          url: `${README}#opening`,
          cited_text: 'The breaker opens after five failures in a row.',
        },
      ],
    });
    expect(textOf(message)).not.toMatch(/\[\d\]/);
    expect(message.stop_reason).toBe('end_turn');
  });

  it('bills the search, and the pages it read as input', async () => {
    const { usage } = await client.messages.create(asking());
    expect(usage.server_tool_use).toEqual({ web_search_requests: 1, web_fetch_requests: 0 });
    const { usage: plain } = await client.messages.create(asking({}, { tool_choice: { type: 'none' } }));
    expect(usage.input_tokens).toBeGreaterThan(plain.input_tokens);
    const bill = (await sandbox.bill()).filter(({ ended_at }) => ended_at);
    expect(bill[0]).toMatchObject({ vendor: 'anthropic', outcome: 'completed', usage });
    expect(bill[1]?.usage).not.toHaveProperty('server_tool_use');
  });

  it('streams the same message, citations before their text', async () => {
    const whole = await client.messages.create(asking());
    const stream = client.messages.stream(asking());
    const deltas: string[] = [];
    for await (const event of stream)
      if (event.type === 'content_block_delta') deltas.push(`${event.index} ${event.delta.type}`);
    const streamed = await stream.finalMessage();
    expect(textOf(streamed)).toBe(textOf(whole));
    expect(found(streamed)).toEqual(found(whole));
    expect(streamed.content.at(3)).toMatchObject({ citations: [{ url: `${README}#opening` }] });
    expect(deltas[0]).toBe('0 input_json_delta');
    expect(deltas.filter((delta) => delta.startsWith('3 ')).slice(0, 2)).toEqual([
      '3 citations_delta',
      '3 text_delta',
    ]);
    expect(streamed.usage).toMatchObject({
      output_tokens: whole.usage.output_tokens,
      server_tool_use: { web_search_requests: 1 },
    });
    expect((await sandbox.lastEnded()).usage).toEqual(whole.usage);
  });

  it('keeps to the domains of the tool', async () => {
    expect(found(await client.messages.create(asking({ allowed_domains: ['example.com'] })))).toEqual([FUSE]);
    const blocked = await client.messages.create(asking({ blocked_domains: ['github.com/someone'] }));
    expect(found(blocked)).toEqual([FUSE]);
  });

  it.each([
    [{ allowed_domains: ['a.com'], blocked_domains: ['b.com'] }, /Only one of/],
    [{ allowed_domains: ['https://a.com'] }, /scheme/],
    [{ blocked_domains: [7] as unknown as string[] }, /valid list of strings/],
    [{ max_uses: 0 }, /greater than 0/],
    [{ name: 'search' as 'web_search' }, /name/],
  ])('refuses %j as Anthropic does', async (tool, message) => {
    await expect(client.messages.create(asking(tool))).rejects.toThrow(message);
    expect(await sandbox.lastEnded()).toMatchObject({ outcome: 'failed', usage: null });
  });

  it('stops at max_tokens, the call counted', async () => {
    const message = await client.messages.create(asking({}, { max_tokens: 60 }));
    expect(message.stop_reason).toBe('max_tokens');
    expect(message.usage.output_tokens).toBeLessThanOrEqual(60);
    const silent = await client.messages.stream(asking({}, { max_tokens: 1 })).finalMessage();
    expect(textOf(silent)).toBe('');
  });

  it('does what a fault says', async () => {
    await sandbox.fault({ match: { vendor: 'anthropic' }, times: 1, fault: { output_tokens: 500 } });
    const { usage } = await client.messages.create(asking());
    expect(usage.output_tokens).toBeGreaterThanOrEqual(500);
    await sandbox.fault({ match: {}, times: 1, fault: { omit_usage: true, usage_twice: true } });
    expect(await client.messages.create(asking())).not.toHaveProperty('usage');
    await sandbox.fault({ match: {}, times: 1, fault: { omit_usage: true, usage_twice: true } });
    const response = await client.messages.create({ ...asking(), stream: true }).asResponse();
    expect((await response.text()).match(/"message_delta"/g)).toHaveLength(2);
    await sandbox.fault({ match: {}, times: 1, fault: { error_event_after_chunks: 2 } });
    await expect(client.messages.stream(asking()).finalMessage()).rejects.toThrow('Overloaded');
  });

  it('says so inside a 200 where there is no index, and bills no search', async () => {
    const error = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const { TestSandbox: Fresh } = await import('../testing.js');
    const broken = await Fresh.start({ nodeModules: '/nowhere/at/all' });
    const other = new Anthropic({ baseURL: broken.url, apiKey: 'any', maxRetries: 0 });
    const { content, usage } = await other.messages.create(asking());
    expect(content[1]).toMatchObject({
      content: { type: 'web_search_tool_result_error', error_code: 'unavailable' },
    });
    expect(usage.server_tool_use?.web_search_requests).toBe(0);
    await broken.stop();
    error.mockRestore();
  });

  const given = (texts: readonly string[], enabled: boolean): MessageCreateParamsNonStreaming =>
    asking(
      {},
      {
        tools: [],
        messages: [
          {
            role: 'user',
            content: [
              {
                type: 'search_result',
                source: 'https://a.example/',
                title: 'A',
                content: texts.map((text) => ({ type: 'text' as const, text })),
                citations: { enabled },
              },
              { type: 'text', text: 'When does the breaker open?' },
            ],
          },
        ],
      },
    );

  it('cites given search results by the block that holds the words', async () => {
    const texts = ['Nothing about it is said here at all.', 'The breaker opens after five failures.'];
    const message = await client.messages.create(given(texts, true));
    expect(message.content.at(-1)).toMatchObject({
      text: 'The breaker opens after five failures.',
      citations: [
        {
          type: 'search_result_location',
          source: 'https://a.example/',
          title: 'A',
          search_result_index: 0,
          start_block_index: 1,
          end_block_index: 2,
          cited_text: 'The breaker opens after five failures.',
        },
      ],
    });
    const streamed = await client.messages.stream(given(texts, true)).finalMessage();
    expect(textOf(streamed)).toBe(textOf(message));
  });

  it('writes [n] where given results ask for no citations', async () => {
    const message = await client.messages.create(given(['The breaker opens after five failures.'], false));
    expect(textOf(message)).toContain('failures [1].');
  });

  it('wants a key', async () => {
    const body = JSON.stringify(asking());
    const refused = await fetch(`${sandbox.url}/v1/messages`, { method: 'POST', body });
    expect(refused.status).toBe(401);
  });
});
