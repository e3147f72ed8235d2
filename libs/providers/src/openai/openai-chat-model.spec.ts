import { citationsOf, CITED_REQUEST, lastUsage, textOf } from '../chat-model.contract.js';
import { fixture, type ReplayStep } from '../replay-server.contract.js';
import { oddStreams, replayed, replayedContract, type ReplayedVendor } from '../replayed-model.contract.js';
import { isUpstreamFault } from '../resilient/judge-failure.js';
import { statusTable } from '../status-table.contract.js';
import { createOpenAIProvider, OpenAIChatModel } from './openai-chat-model.js';

const OPENAI: ReplayedVendor = {
  vendor: 'openai',
  create: (url, fetch, clock) =>
    new OpenAIChatModel(
      createOpenAIProvider({ name: 'openai', apiKey: 'sk-test', baseUrl: `${url}/v1` }, fetch, clock),
      'gpt-4o-mini',
    ),
};

const refused = (status: number, error: unknown): ReplayStep[] => [{ status }, { body: { error } }];

replayedContract(OpenAIChatModel.name, OPENAI);

describe(OpenAIChatModel.name, () => {
  describe('with odd answers', () => {
    oddStreams(OPENAI);
  });

  describe('with refusals', () => {
    statusTable(replayed(OPENAI).run);
  });

  describe('on its wire', () => {
    const { run, server } = replayed(OPENAI);

    it('asks a plain body of Chat Completions', async () => {
      await run('answer.body', { deltas: false, temperature: 0.2 });
      expect(server.requests.at(-1)).toMatchObject({
        path: '/v1/chat/completions',
        headers: { authorization: 'Bearer sk-test' },
        body: {
          model: 'gpt-4o-mini',
          max_tokens: 100,
          temperature: 0.2,
          messages: [
            { role: 'system', content: 'Be brief.' },
            { role: 'user', content: 'What is the answer?' },
          ],
        },
      });
      expect(server.requests.at(-1)?.body).not.toHaveProperty('stream');
    });

    it('asks for a stream with its usage', async () => {
      await run('answer');
      expect(server.requests.at(-1)?.body).toMatchObject({
        stream: true,
        stream_options: { include_usage: true },
      });
    });

    it('reports the usage of a stream as final', async () => {
      const { events } = await run('answer');
      expect(lastUsage(events)).toMatchObject({
        final: true,
        raw: { prompt_tokens: 120, total_tokens: 138 },
      });
    });

    it.each([true, false])('cites the links that the vendor annotates, with deltas %s', async (deltas) => {
      const { events } = await run(deltas ? 'cited' : 'cited.body', { ...CITED_REQUEST, deltas });
      const text = textOf(events);
      expect(
        citationsOf(events).map(({ span, ...rest }) => ({ ...rest, link: text.slice(span.start, span.end) })),
      ).toEqual([
        {
          type: 'citation',
          sourceId: null,
          url: 'https://a.example/?utm_source=openai',
          title: 'The answer',
          citedText: null,
          link: '([a.example](https://a.example/?utm_source=openai))',
        },
        {
          type: 'citation',
          sourceId: null,
          url: 'https://b.example/42?utm_source=openai',
          title: null,
          citedText: null,
          link: '([b.example](https://b.example/42?utm_source=openai))',
        },
      ]);
    });

    it('sends the message with its fenced sources, since it has no blocks to be cited', async () => {
      await run('cited', CITED_REQUEST);
      const messages = [{ role: 'system', content: 'Be brief.' }, ...CITED_REQUEST.messages];
      expect(server.requests.at(-1)?.body).toMatchObject({ messages });
      expect(server.requests.at(-1)?.body).not.toHaveProperty('cited');
    });

    it('tells annotations that come before their text, or after the finish reason', async () => {
      const annotated = (end: number) => ({
        annotations: [
          {
            type: 'url_citation',
            url_citation: { start_index: 0, end_index: end, url: 'https://a.example/' },
          },
        ],
      });
      const { events } = await run([
        { status: 200 },
        { data: { choices: [{ index: 0, delta: annotated(3) }] } },
        { data: { choices: [{ index: 0, delta: { content: 'Yes.' }, finish_reason: 'stop' }] } },
        { data: { choices: [{ index: 0, delta: annotated(4) }] } },
        { text: 'data: [DONE]\n\n' },
      ]);
      expect(events.slice(1)).toMatchObject([
        { type: 'text-delta', delta: 'Yes.' },
        { type: 'citation', span: { start: 0, end: 3 } },
        { type: 'citation', span: { start: 0, end: 4 } },
        { type: 'finish' },
      ]);
    });

    it('ends an error inside a 200 in one error', async () => {
      const { error } = await run('error-event');
      expect(error).toMatchObject({ code: 'provider-error-in-answer', progress: 'cut', retryable: false });
    });

    it.each([
      [{ choices: null }, 'provider-answer-malformed'],
      [[1], 'provider-answer-malformed'],
      ['text', 'provider-answer-malformed'],
    ])('takes the chunk %j as malformed', async (data, code) => {
      const { error } = await run([
        { status: 200, headers: { 'content-type': 'text/event-stream' } },
        { data },
      ]);
      expect(error).toMatchObject({ code, progress: 'cut', retryable: true });
    });

    it('ignores what comes after [DONE] and empty messages', async () => {
      const { events, error } = await run([
        { status: 200 },
        { text: 'data:\n\n' },
        { data: { choices: [{ index: 0, delta: { content: 'a' }, finish_reason: 'stop' }] } },
        { text: 'data: [DONE]\n\ndata: {not json\n\n' },
      ]);
      expect(error).toBeUndefined();
      expect(events.map(({ type }) => type)).toEqual(['model-start', 'text-delta', 'finish']);
    });

    it('finishes at [DONE] and gives up a socket that does not end after it', async () => {
      const { events, error } = await run([...fixture('openai', 'fixtures', 'answer.jsonl'), { hang: true }]);
      expect(error).toBeUndefined();
      expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' });
      await server.clientLeft;
    });

    it('takes a body without a finish reason as cut, and still reports its usage', async () => {
      const choices = [{ index: 0, message: { role: 'assistant', content: 'a' } }];
      const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
      const { events, error } = await run([{ status: 200 }, { body: { choices, usage } }], { deltas: false });
      expect(lastUsage(events)?.usage).toMatchObject({ inputUncached: 1, output: 1 });
      expect(error).toMatchObject({ code: 'provider-answer-cut', retryable: false });
    });

    it('takes a body without choices as malformed', async () => {
      const { error } = await run([{ status: 200 }, { body: { choices: [] } }], { deltas: false });
      expect(error).toMatchObject({ code: 'provider-answer-malformed' });
    });

    it.each([
      [404, { message: 'The model `x` does not exist', code: 'model_not_found' }],
      [403, { message: 'Project does not have access', code: 'model_not_found' }],
      [404, { message: "model 'x' not found, try pulling it first", type: 'not_found_error' }],
    ])('takes a %i for a model as an unknown model, with the field', async (status, error) => {
      const heard = await run(refused(status, error));
      expect(heard.error).toMatchObject({
        kind: 'unprocessable',
        code: 'unknown-model',
        retryable: false,
        errors: [{ field: 'options.model', message: expect.stringContaining('gpt-4o-mini') }],
      });
    });

    it.each([
      { message: 'too long', code: 'context_length_exceeded' },
      { message: "This model's maximum context length is 8192 tokens." },
    ])('takes %j as too long a context', async (error) => {
      const heard = await run(refused(400, error));
      expect(heard.error).toMatchObject({
        kind: 'unprocessable',
        code: 'context-too-long',
        progress: 'refused',
      });
    });

    it.each([
      [400, 'temperature', 'options.temperature'],
      [422, 'max_completion_tokens', 'options.max_tokens'],
      [400, 'messages.[1].content', 'message'],
    ])(
      'must not take a %i about the %s of the client for a fault of the provider',
      async (status, param, field) => {
        const heard = await run(
          refused(status, { message: 'secret prompt', type: 'invalid_request_error', param }),
        );
        expect(heard.error).toMatchObject({
          kind: 'unprocessable',
          code: 'parameter-refused',
          retryable: false,
          progress: 'refused',
          errors: [{ field, message: expect.stringContaining('gpt-4o-mini') }],
        });
        expect(isUpstreamFault(heard.error)).toBe(false);
        expect(JSON.stringify(heard.error)).not.toContain('secret');
      },
    );

    it('takes a refusal of a parameter of our own as a fault that another provider may not have', async () => {
      const heard = await run(refused(400, { message: 'no', param: 'stream_options' }));
      expect(heard.error).toMatchObject({ kind: 'provider-failed', code: 'provider-refused' });
    });

    it('does not try again where a spend limit is named and no time', async () => {
      const heard = await run(
        refused(429, { message: 'You exceeded your quota', code: 'insufficient_quota' }),
      );
      expect(heard.error).toMatchObject({ code: 'provider-spend-limit', retryable: false, throttled: true });
    });

    it('tries again where a spend limit ends at a given time', async () => {
      const heard = await run([
        { status: 429, headers: { 'retry-after': '1' } },
        { body: { error: { message: 'quota', type: 'insufficient_quota' } } },
      ]);
      expect(heard.error).toMatchObject({
        code: 'provider-spend-limit',
        retryable: true,
        retryAfterMs: 1000,
      });
    });
  });
});
