import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Anthropic, * as fromAnthropic from '@anthropic-ai/sdk';
import OpenAI, * as fromOpenai from 'openai';
import { QUESTION, TestSandbox } from '../testing.js';
import type { Fault } from './fault.js';

describe('faults, as the official SDKs see them', () => {
  let sandbox: TestSandbox;
  let openai: OpenAI;
  let anthropic: Anthropic;

  beforeAll(async () => {
    sandbox = await TestSandbox.start();
    openai = new OpenAI({ baseURL: `${sandbox.url}/v1`, apiKey: 'any', maxRetries: 0, logLevel: 'off' });
    anthropic = new Anthropic({ baseURL: sandbox.url, apiKey: 'any', maxRetries: 0, logLevel: 'off' });
  });
  beforeEach(() => sandbox.clean());
  afterAll(() => sandbox.stop());

  const withFault = (
    fault: Fault,
    signal?: AbortSignal,
  ): { headers: Record<string, string>; signal?: AbortSignal } => ({
    headers: { 'x-sandbox-fault': JSON.stringify(fault), 'x-attempt-id': 'attempt-1' },
    signal,
  });
  const json = (fault: Fault, signal?: AbortSignal): Promise<OpenAI.ChatCompletion> =>
    openai.chat.completions.create(
      { model: 'm', messages: [{ role: 'user', content: QUESTION }] },
      withFault(fault, signal),
    );
  const streamed = async (
    fault: Fault,
    more: object = {},
    signal?: AbortSignal,
    seen: OpenAI.ChatCompletionChunk[] = [],
  ): Promise<OpenAI.ChatCompletionChunk[]> => {
    const options = {
      model: 'm',
      messages: [{ role: 'user' as const, content: QUESTION }],
      stream_options: { include_usage: true },
      ...more,
    };
    for await (const chunk of await openai.chat.completions.create(
      { ...options, stream: true },
      withFault(fault, signal),
    ))
      seen.push(chunk);
    return seen;
  };
  const leaveOnceReceived = async (call: (signal: AbortSignal) => Promise<unknown>): Promise<void> => {
    const leaving = new AbortController();
    const left = call(leaving.signal).catch(() => undefined);
    await sandbox.received();
    leaving.abort();
    await left;
  };
  const message = (fault: Fault, more: object = {}): Promise<Anthropic.Message> =>
    anthropic.messages.create(
      { model: 'm', max_tokens: 500, messages: [{ role: 'user', content: QUESTION }], ...more },
      withFault(fault),
    );
  const events = async (
    fault: Fault,
    seen: Anthropic.RawMessageStreamEvent[] = [],
  ): Promise<Anthropic.RawMessageStreamEvent[]> => {
    const options = { model: 'm', max_tokens: 500, messages: [{ role: 'user' as const, content: QUESTION }] };
    for await (const event of await anthropic.messages.create({ ...options, stream: true }, withFault(fault)))
      seen.push(event);
    return seen;
  };
  const textChunks = (chunks: OpenAI.ChatCompletionChunk[]): number =>
    chunks.filter((chunk) => chunk.choices[0]?.delta.content).length;

  it.each([
    [400, fromOpenai.BadRequestError, fromAnthropic.BadRequestError, 'invalid_request_error'],
    [403, fromOpenai.PermissionDeniedError, fromAnthropic.PermissionDeniedError, 'permission_error'],
    [404, fromOpenai.NotFoundError, fromAnthropic.NotFoundError, 'not_found_error'],
    [418, fromOpenai.APIError, fromAnthropic.APIError, 'invalid_request_error'],
    [429, fromOpenai.RateLimitError, fromAnthropic.RateLimitError, 'rate_limit_error'],
    [500, fromOpenai.InternalServerError, fromAnthropic.InternalServerError, 'api_error'],
    [529, fromOpenai.InternalServerError, fromAnthropic.InternalServerError, 'overloaded_error'],
  ])(
    'answers with status %i in both vendors’ shapes, and charges nothing',
    async (status, ofOpenai, ofAnthropic, type) => {
      await expect(json({ status })).rejects.toThrow(ofOpenai);
      expect(await sandbox.lastEnded()).toMatchObject({
        attempt_id: 'attempt-1',
        outcome: 'failed',
        usage: null,
      });
      const call = message({ status });
      await expect(call).rejects.toThrow(ofAnthropic);
      await expect(call).rejects.toMatchObject({ status, type });
    },
  );

  it('adds and replaces headers', async () => {
    const call = json({ status: 429, headers: { 'Retry-After': '7', 'X-Request-ID': 'mine' } });
    await expect(call).rejects.toMatchObject({ requestID: 'mine' });
    await expect(call.catch((error: fromOpenai.APIError) => error.headers?.get('retry-after'))).resolves.toBe(
      '7',
    );
  });

  it('sends another body, and charges what it says it used', async () => {
    expect(await json({ body: { usage: { prompt_tokens: 7 } } })).toEqual({ usage: { prompt_tokens: 7 } });
    expect(await sandbox.lastEnded()).toMatchObject({ outcome: 'completed', usage: { prompt_tokens: 7 } });
    await expect(json({ status: 502, body: '<html>' })).rejects.toThrow('<html>');
    expect(await sandbox.lastEnded()).toMatchObject({ outcome: 'failed', usage: null });
    expect(await json({ body: null })).toBeNull();
  });

  it('waits before the headers, before the first text and between chunks', async () => {
    const started = performance.now();
    await json({ delay_ms: 60 });
    await json({ first_token_delay_ms: 60 });
    expect(performance.now() - started).toBeGreaterThan(115);
    const before = performance.now();
    await streamed({ delay_ms: 20, first_token_delay_ms: 40, chunk_delay_ms: 2 });
    expect(performance.now() - before).toBeGreaterThan(75);
  });

  it('ends a stream without its terminal frames', async () => {
    const chunks = await streamed({ truncate_after_chunks: 3 });
    expect(textChunks(chunks)).toBe(3);
    expect(chunks.some((chunk) => chunk.usage || chunk.choices[0]?.finish_reason)).toBe(false);
    const bill = await sandbox.lastEnded();
    expect(bill).toMatchObject({
      outcome: 'truncated',
      usage: { completion_tokens: bill.streamed_output_tokens },
    });
    expect(
      (await events({ truncate_after_chunks: 0 })).some((event) => event.type === 'content_block_delta'),
    ).toBe(false);
  });

  it('goes on as usual when the text is over before the break', async () => {
    expect((await streamed({ truncate_after_chunks: 9_999 })).at(-1)?.usage).toBeTruthy();
    const { length } = (await streamed({})).filter((chunk) => chunk.choices[0]?.delta.content);
    expect((await streamed({ truncate_after_chunks: length })).some((chunk) => chunk.usage)).toBe(false);
    await expect(streamed({ malformed_after_chunks: length })).rejects.toThrow('malformed');
  });

  it('breaks a chunk’s JSON in a stream and in a body', async () => {
    const seen: OpenAI.ChatCompletionChunk[] = [];
    await expect(streamed({ malformed_after_chunks: 2 }, {}, undefined, seen)).rejects.toThrow(SyntaxError);
    expect(textChunks(seen)).toBe(2);
    await expect(events({ malformed_after_chunks: 0 })).rejects.toThrow(/JSON|Unexpected/i);
    await expect(json({ malformed_after_chunks: 0 })).rejects.toThrow(/JSON|Unexpected/i);
  });

  it('puts an error event inside a 200', async () => {
    await expect(streamed({ error_event_after_chunks: 2 })).rejects.toThrow(fromOpenai.APIError);
    expect(await sandbox.lastEnded()).toMatchObject({
      outcome: 'failed',
      usage: expect.objectContaining({}) as object,
    });
    await expect(events({ error_event_after_chunks: 2 })).rejects.toMatchObject({ type: 'overloaded_error' });
    expect(await json({ error_event_after_chunks: 0 })).toMatchObject({ error: { type: 'server_error' } });
    expect((await sandbox.lastEnded()).usage).toBeNull();
  });

  it.each(['stream', 'body'])(
    'stalls in a %s until the client leaves, and bills what was streamed',
    async (kind) => {
      const leaving = new AbortController();
      const ask = {
        model: 'm',
        messages: [{ role: 'user' as const, content: QUESTION }],
        stream: kind === 'stream',
      };
      const options = withFault({ stall_after_chunks: 2 }, leaving.signal);
      const { body } = await openai.chat.completions.create(ask, options).asResponse();
      await body!.getReader().read();
      // What is cut within a character follows in the next turns of this event loop.
      for (let turns = 0; turns < 10; turns += 1) await nextTurn();
      leaving.abort();
      const bill = await sandbox.lastEnded();
      expect(bill.outcome).toBe('aborted');
      expect(bill.streamed_output_tokens).toBeGreaterThan(0);
    },
  );

  it('resets the connection before the headers and charges nothing', async () => {
    await expect(streamed({ reset_after_chunks: 0 })).rejects.toThrow(fromOpenai.APIConnectionError);
    expect(await sandbox.lastEnded()).toMatchObject({
      outcome: 'failed',
      usage: null,
      streamed_output_tokens: 0,
    });
    await expect(message({ reset_after_chunks: 0 })).rejects.toThrow(fromAnthropic.APIConnectionError);
  });

  it('resets the connection in mid-answer and bills what was streamed', async () => {
    const seen: OpenAI.ChatCompletionChunk[] = [];
    await expect(streamed({ reset_after_chunks: 3 }, {}, undefined, seen)).rejects.toThrow(
      /terminated|Connection|aborted/,
    );
    expect(textChunks(seen)).toBe(3);
    const bill = await sandbox.lastEnded();
    expect(bill).toMatchObject({
      outcome: 'failed',
      usage: { completion_tokens: bill.streamed_output_tokens },
    });
    await expect(json({ reset_after_chunks: 1 })).rejects.toThrow(/terminated|Connection|aborted/);
    expect((await sandbox.lastEnded()).outcome).toBe('failed');
  });

  it('cuts a body in half and bills all of it', async () => {
    await expect(json({ truncate_after_chunks: 1 })).rejects.toThrow(/JSON|Unexpected/i);
    const bill = await sandbox.lastEnded();
    expect(bill.outcome).toBe('truncated');
    expect((bill.usage as { completion_tokens: number }).completion_tokens).toBeGreaterThan(
      bill.streamed_output_tokens,
    );
  });

  it('lets the break that comes first win', async () => {
    expect(textChunks(await streamed({ stall_after_chunks: 4, truncate_after_chunks: 2 }))).toBe(2);
  });

  it('leaves the usage out, and bills it', async () => {
    expect((await json({ omit_usage: true })).usage).toBeUndefined();
    expect((await sandbox.lastEnded()).usage).not.toBeNull();
    expect((await streamed({ omit_usage: true })).some((chunk) => chunk.usage)).toBe(false);
    expect((await message({ omit_usage: true })).usage).toBeUndefined();
    expect(
      (await events({ omit_usage: true })).some((event) => event.type === 'message_delta' && event.usage),
    ).toBe(false);
  });

  it('says the usage twice', async () => {
    expect((await streamed({ usage_twice: true })).filter((chunk) => chunk.usage)).toHaveLength(2);
    expect(
      (await events({ usage_twice: true })).filter((event) => event.type === 'message_delta'),
    ).toHaveLength(2);
  });

  it('writes and bills exactly so many tokens', async () => {
    const answer = await json({ output_tokens: 777 });
    expect(answer).toMatchObject({ usage: { completion_tokens: 777 }, choices: [{ finish_reason: 'stop' }] });
    await streamed({ output_tokens: 3 }, { max_tokens: 2 });
    expect(await sandbox.lastEnded()).toMatchObject({
      streamed_output_tokens: 3,
      usage: { completion_tokens: 3 },
    });
    expect(await message({ output_tokens: 9 }, { max_tokens: 9 })).toMatchObject({
      stop_reason: 'max_tokens',
      usage: { output_tokens: 9 },
    });
    expect(await message({ output_tokens: 8 }, { max_tokens: 9 })).toMatchObject({ stop_reason: 'end_turn' });
  });

  it('says what is wrong with a fault in a header', async () => {
    await expect(json({ nope: 1 } as Fault)).rejects.toThrow('nope is unknown');
    const call = openai.models.list();
    await expect(call).resolves.toBeTruthy();
    const broken = openai.chat.completions.create(
      { model: 'm', messages: [{ role: 'user', content: 'x' }] },
      { headers: { 'x-sandbox-fault': '{' } },
    );
    await expect(broken).rejects.toThrow('the header must be a JSON object');
  });

  it('strikes by rule, by model and by what the message holds', async () => {
    const made = await sandbox.fault({
      match: { model: 'm', message_contains: 'circuit', vendor: 'anthropic' },
      times: 1,
      fault: { status: 503 },
    });
    expect(made.status).toBe(201);
    await expect(json({})).resolves.toBeTruthy();
    await expect(
      anthropic.messages.create({
        model: 'm',
        max_tokens: 9,
        messages: [{ role: 'user', content: QUESTION }],
      }),
    ).rejects.toMatchObject({ status: 503 });
    await expect(
      anthropic.messages.create({
        model: 'm',
        max_tokens: 9,
        messages: [{ role: 'user', content: QUESTION }],
      }),
    ).resolves.toBeTruthy();
  });

  it('strikes calls that cannot be read, too', async () => {
    await sandbox.fault({ fault: { status: 503 } });
    const response = await fetch(`${sandbox.url}/v1/messages`, { method: 'POST', body: '{' });
    expect(response.status).toBe(503);
  });

  it('bills a client that leaves before the headers for its prompt alone', async () => {
    await leaveOnceReceived((signal) => json({ delay_ms: 60_000 }, signal));
    expect(await sandbox.lastEnded()).toMatchObject({
      outcome: 'aborted',
      streamed_output_tokens: 0,
      usage: { completion_tokens: 0 },
    });
    await leaveOnceReceived((signal) => json({ delay_ms: 60_000, status: 500 }, signal));
    expect(await sandbox.lastEnded()).toMatchObject({ outcome: 'aborted', usage: null });
    await leaveOnceReceived((signal) => json({ first_token_delay_ms: 60_000 }, signal));
    expect((await sandbox.lastEnded()).outcome).toBe('aborted');
  });

  it.each([
    { chunk_delay_ms: 20 },
    { first_token_delay_ms: 60_000 },
    { delay_ms: 60_000 },
    { output_tokens: 900_000 },
  ])('stops writing when the client leaves: %j', async (fault) => {
    await leaveOnceReceived((signal) => streamed(fault, {}, signal));
    const bill = await sandbox.lastEnded();
    expect(bill).toMatchObject({
      outcome: 'aborted',
      usage: { completion_tokens: bill.streamed_output_tokens },
    });
    expect(bill.streamed_output_tokens).toBeLessThan(900_000);
  });

  it('must not wait on a client that does not read', async () => {
    const { request } = await import('node:http');
    const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'x' }], stream: true });
    const call = request(`${sandbox.url}/v1/chat/completions`, {
      method: 'POST',
      headers: withFault({ output_tokens: 300_000 }).headers,
    });
    call.setHeader('authorization', 'Bearer x');
    call.on('error', () => undefined);
    call.end(body);
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    response.pause();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    call.destroy();
    const bill = await sandbox.lastEnded();
    expect(bill.outcome).toBe('aborted');
    expect(bill.streamed_output_tokens).toBeLessThan(300_000);
  });
});
