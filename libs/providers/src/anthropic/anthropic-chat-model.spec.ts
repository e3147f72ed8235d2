import { citationsOf, CITED_REQUEST, lastUsage, textOf } from '../chat-model.contract.js';
import type { ReplayStep } from '../replay-server.contract.js';
import { oddStreams, replayed, replayedContract, type ReplayedVendor } from '../replayed-model.contract.js';
import { isUpstreamFault } from '../resilient/judge-failure.js';
import { statusTable } from '../status-table.contract.js';
import { AnthropicChatModel, createAnthropicProvider } from './anthropic-chat-model.js';

const ANTHROPIC: ReplayedVendor = {
  vendor: 'anthropic',
  create: (url, fetch, clock) =>
    new AnthropicChatModel(
      createAnthropicProvider({ name: 'anthropic', apiKey: 'sk-ant-test', baseUrl: url }, fetch, clock, {
        nativeCitations: true,
      }),
      'claude-sonnet-5-5',
    ),
};

const refused = (status: number, error: unknown): ReplayStep[] => [
  { status },
  { body: { type: 'error', error } },
];

replayedContract(AnthropicChatModel.name, ANTHROPIC);

describe(AnthropicChatModel.name, () => {
  describe('with odd answers', () => {
    oddStreams(ANTHROPIC);
  });

  describe('with refusals', () => {
    statusTable(replayed(ANTHROPIC).run);
  });

  describe('on its wire', () => {
    const { run, server } = replayed(ANTHROPIC);

    it('asks a plain body of Messages, without the temperature that the vendor refuses', async () => {
      await run('answer.body', { deltas: false, temperature: 0.2, maxTokens: 32_768 });
      expect(server.requests.at(-1)).toMatchObject({
        path: '/v1/messages',
        headers: { 'anthropic-version': expect.any(String) },
        body: {
          model: 'claude-sonnet-5-5',
          max_tokens: 32_768,
          system: 'Be brief.',
          messages: [{ role: 'user', content: 'What is the answer?' }],
        },
      });
      expect(server.requests.at(-1)?.body).not.toHaveProperty('stream', true);
      expect(server.requests.at(-1)?.body).not.toHaveProperty('temperature');
    });

    it('asks for a stream, and for no system prompt where there is none', async () => {
      await run('answer', { system: undefined });
      expect(server.requests.at(-1)?.body).toMatchObject({ stream: true });
      expect(server.requests.at(-1)?.body).not.toHaveProperty('system');
    });

    it('reports the input first and everything at the end, each meter on its own', async () => {
      const { events } = await run('answer');
      const reports = events.filter((event) => event.type === 'usage');
      expect(reports.map(({ final }) => final)).toEqual([false, true]);
      expect(reports[0]?.usage).toMatchObject({ inputUncached: 56, output: 1 });
      expect(reports[1]?.usage).toEqual({
        inputUncached: 56,
        inputCacheRead: 64,
        inputCacheWrite5m: 20,
        inputCacheWrite1h: 10,
        output: 18,
        reasoning: 8,
        searchRequests: 2,
      });
      expect(lastUsage(events)?.raw).toMatchObject({
        input_tokens: 56,
        output_tokens: 18,
        service_tier: 'standard',
      });
    });

    it.each([true, false])('cites what the vendor points at, with deltas %s', async (deltas) => {
      const { events } = await run(deltas ? 'cited' : 'cited.body', { ...CITED_REQUEST, deltas });
      const text = textOf(events);
      const seen = citationsOf(events).map(({ span, sourceId, url, title, citedText }) => [
        text.slice(span.start, span.end), sourceId, url, title, citedText,
      ]); // prettier-ignore
      expect(seen).toEqual([
        ['The answer is 42.', 9, 'https://b.example/42', 'Forty-two', 'Deep Thought said 42.'],
        ['The answer is 42.', 7, 'https://a.example/', 'The answer', 'It is 42.'],
        ['It took a while.', null, 'https://web.example/while', null, 'seven and a half million years'],
        ['Nobody knows the question.', null, '', 'A file', null],
      ]);
      expect(events[0]).toMatchObject({ type: 'model-start', nativeCitations: true });
    });

    it('tells a citation when its block ends, and not before its text', async () => {
      const { events } = await run('cited', CITED_REQUEST);
      const before = events.slice(
        0,
        events.findIndex(({ type }) => type === 'citation'),
      );
      expect(textOf(before)).toBe('Zürich 🎉 says:\n\nThe answer is 42. ');
    });

    it('must not take an index for one of our sources where none was sent to be cited', async () => {
      const { events } = await run('cited');
      expect(citationsOf(events).map(({ sourceId }) => sourceId)).toEqual([null, null, null, null]);
      expect(events[0]).not.toHaveProperty('nativeCitations');
    });

    it('reads a block that comes with its text and citations', async () => {
      const citations = [{ type: 'web_search_result_location', url: 'https://a.example/', title: 'A' }];
      const { events } = await run([
        { status: 200 },
        {
          data: {
            type: 'content_block_start',
            index: 0,
            content_block: { type: 'text', text: 'Yes.', citations },
          },
        },
        { data: { type: 'content_block_stop', index: 0 } },
        { data: { type: 'message_delta', delta: { stop_reason: 'end_turn' } } },
        { data: { type: 'message_stop' } },
      ]);
      expect(citationsOf(events)).toMatchObject([{ url: 'https://a.example/', span: { start: 0, end: 4 } }]);
    });

    it('does not show what the model thinks', async () => {
      const { events } = await run('answer');
      expect(JSON.stringify(events)).not.toContain('Not for the reader');
    });

    it('ends an overload inside a 200 in one error', async () => {
      const { error } = await run('error-event');
      expect(error).toMatchObject({
        code: 'provider-overloaded-in-answer',
        progress: 'cut',
        retryable: false,
      });
    });

    it.each([{ type: 'message_start' }, { type: 'content_block_delta' }, [1]])(
      'takes the message %j as malformed',
      async (data) => {
        const { error } = await run([{ status: 200 }, { data }]);
        expect(error).toMatchObject({ code: 'provider-answer-malformed', progress: 'cut', retryable: true });
      },
    );

    it('ignores events it does not know, and what comes after the stop', async () => {
      const { events, error } = await run([
        { status: 200 },
        { data: { type: 'something_new' } },
        { data: { type: 'message_delta', delta: { stop_reason: 'pause_turn' } } },
        { text: 'data: {"type":"message_stop"}\n\ndata: {not json\n\n' },
      ]);
      expect(error).toBeUndefined();
      expect(events).toEqual([{ type: 'finish', reason: 'other', rawReason: 'pause_turn' }]);
    });

    it('takes a body without a stop reason as cut, and still reports its usage', async () => {
      const body = { id: 'm', model: 'm', content: [], usage: { input_tokens: 3, output_tokens: 0 } };
      const { events, error } = await run([{ status: 200 }, { body }], { deltas: false });
      expect(lastUsage(events)?.usage).toMatchObject({ inputUncached: 3 });
      expect(error).toMatchObject({ code: 'provider-answer-cut', retryable: true });
    });

    it('takes a body without content as malformed', async () => {
      const { error } = await run([{ status: 200 }, { body: { id: 'm' } }], { deltas: false });
      expect(error).toMatchObject({ code: 'provider-answer-malformed' });
    });

    it('takes a 404 for a model as an unknown model, with the field', async () => {
      const heard = await run(refused(404, { type: 'not_found_error', message: 'model: claude-x' }));
      expect(heard.error).toMatchObject({
        kind: 'unprocessable',
        code: 'unknown-model',
        errors: [{ field: 'options.model', message: expect.stringContaining('claude-sonnet-5-5') }],
      });
    });

    it.each([
      [400, { type: 'invalid_request_error', message: 'prompt is too long: 210000 tokens > 200000 maximum' }],
      [413, { type: 'request_too_large', message: 'Request exceeds the maximum size' }],
    ])('takes a %i for its length as too long a context', async (status, error) => {
      const heard = await run(refused(status, error));
      expect(heard.error).toMatchObject({
        kind: 'unprocessable',
        code: 'context-too-long',
        progress: 'refused',
      });
    });

    it.each([
      ['max_tokens: 64000 > 8192, which is the maximum', 'options.max_tokens'],
      ['messages.0.content.0.text: secret prompt', 'message'],
    ])(
      'must not take a refusal of what the client chose for a fault of the provider: %j',
      async (message, field) => {
        const heard = await run(refused(400, { type: 'invalid_request_error', message }));
        expect(heard.error).toMatchObject({
          kind: 'unprocessable',
          code: 'parameter-refused',
          retryable: false,
          progress: 'refused',
          errors: [{ field }],
        });
        expect(isUpstreamFault(heard.error)).toBe(false);
        expect(JSON.stringify(heard.error)).not.toMatch(/secret|8192/);
      },
    );

    it.each([
      [400, { type: 'invalid_request_error', message: 'Your credit balance is too low' }, false],
      [402, { type: 'billing_error', message: 'Pay first' }, false],
      [
        429,
        { type: 'rate_limit_error', message: 'x', details: { error_code: 'enforced_spend_limit_reached' } },
        true,
      ],
    ])('does not try again where a %i names a spend limit', async (status, error, throttled) => {
      const heard = await run(refused(status, error));
      expect(heard.error).toMatchObject({ code: 'provider-spend-limit', retryable: false, throttled });
    });
  });
});
