import Anthropic, { BadRequestError } from '@anthropic-ai/sdk';
import type {
  MessageCreateParamsNonStreaming,
  RawMessageStreamEvent,
  TextBlockParam,
} from '@anthropic-ai/sdk/resources/messages';
import { QUESTION, TestSandbox } from '../testing.js';

describe('POST /v1/messages, by the official SDK', () => {
  let sandbox: TestSandbox;
  let anthropic: Anthropic;
  let now = Date.UTC(2026, 0, 1);
  const ask: MessageCreateParamsNonStreaming = {
    model: 'claude-haiku-4-5',
    max_tokens: 500,
    messages: [{ role: 'user', content: QUESTION }],
  };

  beforeAll(async () => {
    sandbox = await TestSandbox.start({ now: () => now });
    anthropic = new Anthropic({ baseURL: sandbox.url, apiKey: 'any', maxRetries: 0 });
  });
  beforeEach(() => sandbox.clean());
  afterAll(() => sandbox.stop());

  const textOf = (message: Anthropic.Message): string =>
    message.content.map((block) => (block.type === 'text' ? block.text : '')).join('');

  it('answers from the sources, with usage and the vendor’s headers', async () => {
    const { data, response } = await anthropic.messages.create(ask).withResponse();
    expect(data).toMatchObject({
      type: 'message',
      role: 'assistant',
      stop_reason: 'end_turn',
      stop_sequence: null,
      model: 'claude-haiku-4-5',
    });
    expect(textOf(data)).toContain('opens after five failures in a row – “fünf” in German [1].');
    expect(data.usage).toMatchObject({
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 0,
      cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
    });
    expect(data.usage.output_tokens).toBeGreaterThan(10);
    expect(response.headers.get('request-id')).toMatch(/^req_/);
  });

  it('streams the same message through the SDK’s accumulator', async () => {
    const whole = await anthropic.messages.create(ask);
    const streamed = await anthropic.messages.stream(ask).finalMessage();
    expect(textOf(streamed)).toBe(textOf(whole));
    expect(streamed).toMatchObject({
      stop_reason: 'end_turn',
      usage: { output_tokens: whole.usage.output_tokens, input_tokens: whole.usage.input_tokens },
    });
  });

  it('sends the events in the vendor’s order, a ping among them', async () => {
    const response = await fetch(`${sandbox.url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': 'k', 'anthropic-version': '2023-06-01' },
      body: JSON.stringify({ ...ask, stream: true }),
    });
    const names = [...(await response.text()).matchAll(/^event: (.*)$/gm)].map((match) => match[1]);
    expect(names.filter((name) => name !== 'content_block_delta')).toEqual([
      'message_start', 'content_block_start', 'ping', 'content_block_stop', 'message_delta', 'message_stop',
    ]); // prettier-ignore
  });

  it('stops at max_tokens and at stop sequences', async () => {
    expect(await anthropic.messages.create({ ...ask, max_tokens: 5 })).toMatchObject({
      stop_reason: 'max_tokens',
      usage: { output_tokens: 5 },
    });
    const stopped = await anthropic.messages.create({ ...ask, stop_sequences: [' opens'] });
    expect(stopped).toMatchObject({ stop_reason: 'stop_sequence', stop_sequence: ' opens' });
  });

  it('cites search results by their order', async () => {
    const result = (title: string, text: string): Anthropic.SearchResultBlockParam => ({
      type: 'search_result',
      source: 'https://example.com',
      title,
      content: [{ type: 'text', text }],
    });
    const message = await anthropic.messages.create({
      ...ask,
      messages: [
        {
          role: 'user',
          content: [
            result('Bananas', 'Bananas are yellow and grow in bunches.'),
            result('Breaker', 'A circuit breaker opens after five failures.'),
            { type: 'image', source: { type: 'url', url: 'https://example.com/x.png' } },
            { type: 'text', text: 'When does a circuit breaker open?' },
          ],
        },
      ],
    });
    expect(textOf(message)).toContain('A circuit breaker opens after five failures [2].');
    expect(message.usage.input_tokens).toBeGreaterThan(1_500);
  });

  describe('with cache_control', () => {
    const long = (ttl: '5m' | '1h' | undefined, text: string): TextBlockParam => ({
      type: 'text',
      text: text.repeat(400),
      cache_control: { type: 'ephemeral', ttl },
    });
    const usageOf = async (more: Partial<MessageCreateParamsNonStreaming>): Promise<Anthropic.Usage> =>
      (await anthropic.messages.create({ ...ask, ...more })).usage;

    it('writes a beginning once and reads it after that, until its time has passed', async () => {
      const system = [long(undefined, 'Five minutes of rules. ')];
      const first = await usageOf({ system });
      expect(first.cache_creation_input_tokens).toBeGreaterThan(1_024);
      expect(first.cache_creation?.ephemeral_5m_input_tokens).toBe(first.cache_creation_input_tokens);
      const second = await usageOf({ system, messages: [{ role: 'user', content: 'Other?' }] });
      expect(second.cache_read_input_tokens).toBe(first.cache_creation_input_tokens);
      expect(second.cache_creation_input_tokens).toBe(0);
      now += 6 * 60_000;
      expect((await usageOf({ system })).cache_read_input_tokens).toBe(0);
    });

    it('keeps the two lifetimes apart', async () => {
      const usage = await usageOf({
        system: [long('1h', 'An hour of rules. '), long('5m', 'Minutes of rules. ')],
      });
      expect(usage.cache_creation?.ephemeral_1h_input_tokens).toBeGreaterThan(1_024);
      expect(usage.cache_creation?.ephemeral_5m_input_tokens).toBeGreaterThan(1_024);
      now += 30 * 60_000;
      const later = await usageOf({
        system: [long('1h', 'An hour of rules. '), long('5m', 'Minutes of rules. ')],
      });
      expect(later.cache_read_input_tokens).toBe(usage.cache_creation?.ephemeral_1h_input_tokens);
      expect(later.cache_creation?.ephemeral_5m_input_tokens).toBe(
        usage.cache_creation?.ephemeral_5m_input_tokens,
      );
    });

    it('caches nothing that is short, and marks the end by itself when told to', async () => {
      const short = await usageOf({
        system: [{ type: 'text', text: 'Short.', cache_control: { type: 'ephemeral' } }],
      });
      expect(short.cache_creation_input_tokens).toBe(0);
      const tools: Anthropic.ToolUnion[] = [
        { name: 'look', input_schema: { type: 'object' }, description: 'Looks things up. '.repeat(400) },
      ];
      const automatic = await usageOf({ tools, cache_control: { type: 'ephemeral' } });
      expect(automatic.cache_creation_input_tokens).toBeGreaterThan(1_024);
      expect(automatic.input_tokens).toBe(0);
    });

    it('refuses more than four breakpoints', async () => {
      const system = Array.from({ length: 5 }, () => long('5m', 'x '));
      await expect(anthropic.messages.create({ ...ask, system })).rejects.toThrow('A maximum of 4 blocks');
    });
  });

  it.each([
    [{ model: undefined }, 'model: Field required'],
    [{ model: 7 }, 'model: Input should be a valid string'],
    [{ max_tokens: undefined }, 'max_tokens: Field required'],
    [{ max_tokens: 'x' }, 'max_tokens: Input should be a valid integer'],
    [{ max_tokens: 0 }, 'max_tokens: must be greater'],
    [{ messages: undefined }, 'messages: Field required'],
    [{ messages: 'x' }, 'messages: Input should be a valid list'],
    [{ messages: [] }, 'at least one message'],
    [
      { messages: [{ role: 'system', content: 'x' }] },
      "messages.0.role: Input should be 'user' or 'assistant'",
    ],
    [{ messages: [{ role: 'user' }] }, 'messages.0.content: Field required'],
    [{ messages: [{ role: 'user', content: 7 }] }, 'messages.0.content: Input should be'],
    [{ messages: [{ role: 'user', content: '' }] }, 'non-empty content'],
    [{ messages: [{ role: 'user', content: [null] }] }, 'messages.0.content.0.type: Field required'],
    [{ messages: [{ role: 'user', content: [{ type: 'text' }] }] }, 'text: Field required'],
    [
      { messages: [{ role: 'user', content: [{ type: 'text', text: '' }] }] },
      'text content blocks must be non-empty',
    ],
    [{ system: 7 }, 'system: Input should be'],
    [{ temperature: 2 }, 'temperature: range: 0..1'],
    [{ temperature: 'x' }, 'temperature: Input should be a valid number'],
  ])('refuses %j as the vendor does', async (more, message) => {
    const call = anthropic.messages.create({ ...ask, ...(more as object) });
    await expect(call).rejects.toThrow(BadRequestError);
    await expect(call).rejects.toMatchObject({
      type: 'invalid_request_error',
      message: expect.stringContaining(message) as string,
    });
  });

  it('refuses a message that is null', async () => {
    const headers = { 'x-api-key': 'k', 'anthropic-version': '2023-06-01' };
    const body = JSON.stringify({ ...ask, messages: [null] });
    const response = await fetch(`${sandbox.url}/v1/messages`, { method: 'POST', headers, body });
    expect(await response.json()).toMatchObject({
      error: { message: "messages.0.role: Input should be 'user' or 'assistant'" },
    });
  });

  it('asks for a key and for the version', async () => {
    const post = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${sandbox.url}/v1/messages`, { method: 'POST', headers, body: JSON.stringify(ask) });
    expect(await (await post({})).json()).toMatchObject({
      type: 'error',
      error: { type: 'authentication_error' },
      request_id: expect.stringMatching(/^req_/) as string,
    });
    expect(await (await post({ authorization: 'Bearer x' })).json()).toMatchObject({
      error: { message: 'anthropic-version: header is required' },
    });
  });

  it('counts tokens, free of charge', async () => {
    const { input_tokens: counted } = await anthropic.messages.countTokens({
      model: ask.model,
      messages: ask.messages,
    });
    expect(counted).toBe((await anthropic.messages.create(ask)).usage.input_tokens);
    await expect(anthropic.messages.countTokens({ model: ask.model, messages: [] })).rejects.toThrow(
      'at least one message',
    );
    expect((await sandbox.bill()).length).toBe(2);
  });

  it('survives a client that leaves while it sends its tokens to be counted', async () => {
    const { connect } = await import('node:net');
    const socket = connect(sandbox.port, '127.0.0.1');
    const half = 'POST /v1/messages/count_tokens HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\n\r\n{';
    await new Promise((sent) => socket.write(half, sent));
    socket.destroy();
    expect((await anthropic.models.list()).data).not.toHaveLength(0);
  });

  it('lists models in its own style', async () => {
    expect((await anthropic.models.list()).data[0]).toMatchObject({ type: 'model', lifecycle: 'active' });
    expect(await anthropic.models.retrieve('claude-haiku-4-5-20251001')).toMatchObject({
      display_name: 'Claude Haiku 4.5',
    });
    expect(await anthropic.models.retrieve('other')).toMatchObject({ id: 'other', display_name: 'other' });
  });

  it('answers the last user turn when the assistant’s turn is begun', async () => {
    const events: RawMessageStreamEvent[] = [];
    const messages: MessageCreateParamsNonStreaming['messages'] = [
      ...ask.messages,
      { role: 'assistant', content: 'Here' },
    ];
    for await (const event of await anthropic.messages.create({ ...ask, messages, stream: true }))
      events.push(event);
    expect(events.at(-1)?.type).toBe('message_stop');
  });
});
