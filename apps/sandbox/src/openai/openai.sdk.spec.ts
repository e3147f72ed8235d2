import OpenAI, { BadRequestError } from 'openai';
import type {
  ChatCompletionChunk,
  ChatCompletionCreateParamsNonStreaming,
} from 'openai/resources/chat/completions';
import { QUESTION, TestSandbox } from '../testing.js';

describe('POST /v1/chat/completions, by the official SDK', () => {
  let sandbox: TestSandbox;
  let openai: OpenAI;
  const ask: ChatCompletionCreateParamsNonStreaming = {
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: QUESTION }],
  };

  beforeAll(async () => {
    sandbox = await TestSandbox.start();
    openai = new OpenAI({ baseURL: `${sandbox.url}/v1`, apiKey: 'any', maxRetries: 0 });
  });
  beforeEach(() => sandbox.clean());
  afterAll(() => sandbox.stop());

  const stream = async (more: object = {}): Promise<ChatCompletionChunk[]> => {
    const chunks: ChatCompletionChunk[] = [];
    for await (const chunk of await openai.chat.completions.create({ ...ask, ...more, stream: true }))
      chunks.push(chunk);
    return chunks;
  };
  const textOf = (chunks: ChatCompletionChunk[]): string =>
    chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');

  it('answers from the sources, with usage and the vendor’s headers', async () => {
    const { data, response } = await openai.chat.completions.create(ask).withResponse();
    expect(data.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { role: 'assistant', refusal: null },
    });
    expect(data.choices[0]?.message.content).toContain(
      'opens after five failures in a row – “fünf” in German [1].',
    );
    expect(data.usage?.total_tokens).toBe(
      (data.usage?.prompt_tokens ?? 0) + (data.usage?.completion_tokens ?? 0),
    );
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    expect(response.headers.get('openai-processing-ms')).toMatch(/^\d+$/);
    expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('9999');
  });

  it('streams the same text, usage last with no choices and null before', async () => {
    const whole = await openai.chat.completions.create(ask);
    const chunks = await stream({ stream_options: { include_usage: true } });
    expect(textOf(chunks)).toBe(whole.choices[0]?.message.content);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.usage });
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
    expect(chunks[0]?.choices[0]?.delta).toMatchObject({ role: 'assistant', content: '' });
    expect(chunks.length).toBeGreaterThan(10);
  });

  it('sends no usage in a stream that did not ask for it', async () => {
    expect((await stream()).some((chunk) => 'usage' in chunk)).toBe(false);
  });

  it.each(['max_tokens', 'max_completion_tokens'])('stops at %s', async (name) => {
    const answer = await openai.chat.completions.create({ ...ask, [name]: 5 });
    expect(answer.choices[0]?.finish_reason).toBe('length');
    expect(answer.usage?.completion_tokens).toBe(5);
    const chunks = await stream({ [name]: 5 });
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('length');
  });

  it('stops before a stop sequence', async () => {
    const answer = await openai.chat.completions.create({ ...ask, stop: ' opens' });
    expect(answer.choices[0]).toMatchObject({ finish_reason: 'stop' });
    expect(answer.choices[0]?.message.content).not.toContain('opens');
  });

  it('bills hidden reasoning as output when the request asks for effort', async () => {
    const answer = await openai.chat.completions.create({ ...ask, reasoning_effort: 'low' });
    expect(answer.usage?.completion_tokens_details?.reasoning_tokens).toBe(64);
    const starved = await openai.chat.completions.create({
      ...ask,
      reasoning_effort: 'high',
      max_completion_tokens: 100,
    });
    expect(starved.choices[0]).toMatchObject({ finish_reason: 'length', message: { content: '' } });
    expect(starved.usage?.completion_tokens).toBe(100);
  });

  it('finds a long beginning in the cache the second time, in steps of 128', async () => {
    const messages: ChatCompletionCreateParamsNonStreaming['messages'] = [
      { role: 'system', content: 'A rule that is long enough to be cached. '.repeat(200) },
      { role: 'user', name: 'someone', content: [{ type: 'text', text: 'First?' }] },
    ];
    const cachedOf = async (more: object = {}): Promise<number | undefined> =>
      (await openai.chat.completions.create({ ...ask, messages, ...more })).usage?.prompt_tokens_details
        ?.cached_tokens;
    expect(await cachedOf()).toBe(0);
    messages[1] = { role: 'user', content: 'Second?' };
    const cached = (await cachedOf()) ?? 0;
    expect(cached).toBeGreaterThanOrEqual(1024);
    expect(cached % 128).toBe(0);
    expect(await cachedOf({ model: 'gpt-4o' })).toBe(0);
  });

  it('counts tools and tool calls, and ignores what it does not know', async () => {
    const plain = await openai.chat.completions.create(ask);
    const withTools = await openai.chat.completions.create({
      ...ask,
      tools: [{ type: 'function', function: { name: 'look', parameters: {} } }],
      response_format: { type: 'json_object' },
      messages: [
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'look', arguments: '{}' } }],
        },
        ...ask.messages,
      ],
    });
    expect(withTools.usage?.prompt_tokens).toBeGreaterThan(plain.usage?.prompt_tokens ?? 0);
  });

  it.each([
    [{ model: '' }, 'you must provide a model parameter', null],
    [{ messages: undefined }, "Missing required parameter: 'messages'.", 'missing_required_parameter'],
    [{ messages: 'x' }, 'expected an array of objects, but got a string', 'invalid_type'],
    [{ messages: [] }, 'empty array', 'empty_array'],
    [{ messages: [null] }, 'expected an object, but got null', 'invalid_type'],
    [{ messages: [{ role: 'robot', content: 'x' }] }, "Invalid value: 'robot'", 'invalid_value'],
    [{ messages: [{ role: 'user' }] }, 'expected a string or an array of content parts', 'invalid_type'],
    [
      { messages: [{ role: 'user', content: [null] }] },
      'messages[0].content[0].type',
      'missing_required_parameter',
    ],
    [{ max_tokens: 0 }, 'below minimum value', 'integer_below_min_value'],
    [{ max_tokens: 1.5 }, 'expected an integer', 'invalid_type'],
    [{ temperature: 3 }, 'above maximum value', 'decimal_above_max_value'],
    [{ temperature: [] }, 'got an array', 'invalid_type'],
    [{ stream: 'yes' }, "Invalid type for 'stream'", 'invalid_type'],
    [{ stream_options: { include_usage: true } }, "only allowed when 'stream' is enabled", null],
    [{ max_tokens: 1, max_completion_tokens: 1 }, 'at the same time', 'invalid_parameter_combination'],
  ])('refuses %j as the vendor does', async (more, message, code) => {
    const call = openai.chat.completions.create({ ...ask, ...(more as object) });
    await expect(call).rejects.toThrow(BadRequestError);
    await expect(call).rejects.toMatchObject({
      code,
      type: 'invalid_request_error',
      message: expect.stringContaining(message) as string,
    });
  });

  it('refuses a body that is no JSON object', async () => {
    for (const body of ['{', '[]', '7']) {
      const response = await fetch(`${sandbox.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: 'Bearer x' },
        body,
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error', param: null } });
    }
  });

  it('takes any key and refuses none', async () => {
    const response = await fetch(`${sandbox.url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify(ask),
    });
    expect(response.status).toBe(401);
    expect((await sandbox.lastEnded()).outcome).toBe('failed');
  });

  it('refuses a body beyond the vendor’s limit', async () => {
    const body = `"${'x'.repeat(33 * 1024 * 1024)}"`;
    const response = await fetch(`${sandbox.url}/v1/chat/completions`, { method: 'POST', body });
    expect(response.status).toBe(413);
  });

  it('lists models', async () => {
    expect((await openai.models.list()).data.map((model) => model.id)).toContain('gpt-4o-mini');
    expect(await openai.models.retrieve('gpt-4o')).toMatchObject({ id: 'gpt-4o', created: 1715367049 });
    expect(await openai.models.retrieve('a/b')).toMatchObject({ id: 'a/b', object: 'model' });
  });
});
