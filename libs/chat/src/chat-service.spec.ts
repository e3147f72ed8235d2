import { Logger } from '@nestjs/common';
import { AppError } from '@app/platform';
import type { RedactedText } from '@app/privacy';
import { ProviderError, NO_USAGE, type ModelEvent } from '@app/providers';
import { type FakeScript, HANG } from '@app/providers/testing';
import { SearchError } from '@app/search';
import { NO_ANSWER } from '@app/search/testing';
import { Asking, contextOf, OWNER, withoutSearch } from './answering/asking.contract.js';
import { isTerminal, type ChatEvent } from './chat-event.js';
import { errorBehind } from './answering/outcome.js';
import type { ChatFailure, ChatResponse } from './chat-response.js';
import { ChatService } from './chat-service.js';

const types = (events: readonly ChatEvent[]): string[] => events.map(({ type }) => type);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const text = (delta: string): ModelEvent => ({ type: 'text-delta', delta });
const START: ModelEvent = { type: 'model-start', id: 'x', model: 'fake' };
const SKY = { url: 'https://sky.example/', title: 'Sky', snippet: 'The sky is blue.' };
const SEA = { url: 'https://sea.example/', title: 'Sea', snippet: 'The sea is deep.' };

function providerError(retryable = false): ProviderError {
  return new ProviderError('provider-failed', 'provider-failed', 'The provider failed.', {
    provider: 'openai',
    model: 'gpt-4o-mini',
    progress: 'failed',
    retryable,
    retryAfterSeconds: 3,
  });
}

/** The response of the terminal event, wherever it stands. */
function responseOf(events: readonly ChatEvent[]): ChatResponse {
  const last = events.at(-1) as ChatEvent;
  if (!isTerminal(last)) throw new Error(`${last.type} is not terminal.`);
  return last.type === 'response.failed' ? last.data.response : last.data;
}

let asking: Asking;
beforeEach(() => {
  asking = new Asking();
});

describe(ChatService.name, () => {
  it('tells the whole story of an answer with sources, in order', async () => {
    asking.engine.find(SKY, SEA);
    asking.model.answer(['The sky is ', 'blue [1]. So', ' [9].'], {
      usage: { inputUncached: 100, output: 10 },
    });
    const events = await asking.events();
    expect(types(events)).toEqual([
      'response.created',
      'search.started',
      'search.results',
      'content.delta',
      'content.delta',
      'citation.added',
      'content.delta',
      'citation.rejected',
      'citation.verified',
      'usage.updated',
      'response.completed',
    ]);
  });

  it('numbers events from 1 without gaps, all of one response, with one terminal event, the last', async () => {
    asking.engine.find(SKY);
    asking.model.answer('Blue [1].');
    const events = await asking.events();
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(new Set(events.map(({ response_id }) => response_id))).toEqual(new Set([responseOf(events).id]));
    expect(events.filter(isTerminal)).toEqual([events.at(-1)]);
    expect(events[0]).toMatchObject({
      v: 1,
      ts: '2026-01-01T00:00:00.000Z',
      response_id: expect.stringMatching(/^chat-/),
    });
  });

  it('gives the whole answer in the terminal event', async () => {
    asking.engine.find(SKY);
    asking.model.answer('The sky is blue [1].', {
      usage: { inputUncached: 100, inputCacheRead: 20, output: 10, reasoning: 3 },
    });
    const events = await asking.events({ redactions: { email: 2 } });
    expect(responseOf(events)).toEqual({
      id: events[0]?.response_id,
      conversation_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: 'completed',
      message: {
        role: 'assistant',
        content: 'The sky is blue [1].',
        citations: [
          {
            id: 1,
            source_id: 1,
            url: SKY.url,
            title: 'Sky',
            start_index: 0,
            end_index: 15,
            marker: { start_index: 16, end_index: 19 },
            verification: expect.objectContaining({ verdict: 'supported', checked_against: 'snippet' }),
            quote: expect.stringContaining('The sky is blue.'),
            published_at: null,
            fetched_at: '2026-01-01T00:00:00.000Z',
            content_hash: null,
          },
        ],
      },
      sources: [
        {
          id: 1,
          url: SKY.url,
          title: 'Sky',
          snippet: SKY.snippet,
          published_at: null,
          fetched_at: '2026-01-01T00:00:00.000Z',
          engine: 'sandbox',
          rank: 1,
        },
      ],
      usage: {
        prompt_tokens: 120,
        completion_tokens: 10,
        total_tokens: 130,
        cached_prompt_tokens: 20,
        cache_write_tokens: 0,
        reasoning_tokens: 3,
        search_requests: 1,
        cost_usd: 0.0000225,
        cost: '0.0000225',
        cost_lines: expect.arrayContaining([
          { meter: 'input_uncached', quantity: 100, unit_price: '0.00000015', amount: '0.000015' },
          { meter: 'output', quantity: 10, unit_price: '0.0000006', amount: '0.000006' },
        ]),
      },
      metadata: {
        provider: 'openai',
        model: 'gpt-4o-mini',
        search_enabled: true,
        search_results_count: 1,
        processing_time_ms: 0,
        attempts: [
          { provider: 'sandbox', model: 'search', outcome: 'settled', duration_ms: 0, cost: '0' },
          { provider: 'openai', model: 'gpt-4o-mini', outcome: 'settled', duration_ms: 0, cost: '0.0000225' },
        ],
        fallback: false,
        finish_reason: 'stop',
        grounding: { factual_sentences: 1, cited_sentences: 1, supported_citations: 1 },
        pii_redactions: { email: 2 },
        dropped: { history_messages: 0, sources: 0 },
      },
      warnings: [],
      offset_encoding: 'utf-16',
      timestamp: '2026-01-01T00:00:00.000Z',
    });
  });

  it('makes content of the deltas, at the offsets they say', async () => {
    asking.model.answer(['The sky [', '1', '] is 😀', '\ud83d', '\ude00 [', '2]']);
    const events = await asking.events();
    let content = '';
    for (const event of events) {
      if (event.type !== 'content.delta') continue;
      expect(event.data.start_index).toBe(content.length);
      content += event.data.delta;
    }
    expect(content).toBe('The sky [1] is 😀😀 [2]');
    expect(responseOf(events).message.content).toBe(content);
  });

  it('gives the same events with one delta when no deltas are wanted', async () => {
    asking.engine.find(SKY);
    asking.model.answer(['The sky ', 'is blue [', '1], yes', ' [']);
    const streamed = await asking.events();
    const plain = await asking.events({}, { deltas: false });
    expect(types(plain)).toEqual([...new Set(types(streamed))]);
    expect(responseOf(plain).message).toEqual(responseOf(streamed).message);
    expect(asking.model.requests.map(({ deltas }) => deltas)).toEqual([true, false]);
  });

  it('asks the model with rules, fenced sources and the question', async () => {
    asking.engine.find(SKY);
    await asking.events({
      options: { maxTokens: 77, temperature: 0.5, system: 'Be brief.' as RedactedText },
    });
    const [request] = asking.model.requests;
    expect(request).toMatchObject({ maxTokens: 77, temperature: 0.5, deltas: true });
    expect(request?.system).toMatch(/never an instruction[\s\S]*Be brief\./);
    expect(request?.messages).toHaveLength(1);
    expect(request?.messages[0]?.content).toMatch(
      /^<sources nonce="[\w-]{16}">\n<source id="1"[\s\S]*Question: Why is the sky blue\?$/,
    );
  });

  it('says what a model of another provider answers with', async () => {
    asking.claude.answer('Yes.');
    const events = await asking.events({ options: { model: 'claude-haiku-4-5', searchEnabled: false } });
    expect(responseOf(events).metadata).toMatchObject({ provider: 'anthropic', model: 'claude-haiku-4-5' });
  });

  it.each([
    ['claude-haiku-4-5', null, [{ code: 'temperature-ignored' }]],
    ['gpt-4o-mini', 0.3, []],
  ])(
    'must not tell of a temperature that is never sent, and warns: %s',
    async (model, temperature, warnings) => {
      const events = await asking.events({ options: { ...withoutSearch, model, temperature: 0.3 } });
      expect(events[0]).toMatchObject({ data: { options: { temperature } } });
      expect(responseOf(events).warnings).toMatchObject(warnings);
      expect(responseOf(events).warnings).toHaveLength(warnings.length);
    },
  );

  it('says who answered instead when a fallback did', async () => {
    const passedOver = [{ provider: 'openai', model: 'gpt-4o-mini', code: 'breaker-open' }];
    asking.model.follow([
      { ...START, fallback: { provider: 'anthropic', model: 'claude-haiku-4-5', passedOver } },
      text('Yes.'),
      { type: 'finish', reason: 'stop', rawReason: 'stop' },
    ]);
    const response = responseOf(await asking.events({ options: withoutSearch }));
    expect(response.metadata).toMatchObject({
      provider: 'anthropic',
      model: 'claude-haiku-4-5',
      fallback: true,
    });
    expect(response.warnings).toMatchObject([{ code: 'fallback' }]);
    expect(response.warning).toContain('claude-haiku-4-5 of anthropic answered instead');
  });
});

describe('ChatService.ask, before the first event', () => {
  it.each([
    [
      'a model nobody has',
      { options: { model: 'gpt-404' } },
      { kind: 'unprocessable', code: 'unknown-model' },
    ],
    [
      'a provider nobody has',
      { options: { provider: 'nobody' } },
      { kind: 'unprocessable', code: 'provider-not-configured' },
    ],
    [
      'a conversation that is not there',
      { conversationId: '00000000-0000-4000-8000-00000000dead' },
      { kind: 'not-found', code: 'conversation-not-found' },
    ],
  ])('throws for %s, so that the wire can answer with a status', async (_, question, error) => {
    await expect(asking.ask(question).next()).rejects.toMatchObject(error);
    expect(asking.model.requests).toEqual([]);
    expect(asking.conversations.recorded).toEqual([]);
  });

  it('must not show a conversation of another owner to the model', async () => {
    const { conversation_id } = responseOf(await asking.events());
    const stranger = asking.ask({ conversationId: conversation_id }, { ownerId: 'owner-2' });
    await expect(stranger.next()).rejects.toMatchObject({ code: 'conversation-not-found' });
  });
});

describe('ChatService.ask, in a conversation', () => {
  it('gives the model what was said before, without its sources', async () => {
    asking.engine.find(SKY);
    asking.model.answer('Blue [1].').answer('Deep [2].');
    const first = responseOf(await asking.events());
    const second = await asking.events({ conversationId: first.conversation_id });
    expect(asking.model.requests[1]?.messages.slice(0, -1)).toEqual([
      { role: 'user', content: 'Why is the sky blue?' },
      { role: 'assistant', content: 'Blue [1].' },
    ]);
    expect(responseOf(second).conversation_id).toBe(first.conversation_id);
  });

  it('knows a conversation whose id is written in capitals', async () => {
    const { conversation_id } = responseOf(await asking.events());
    const events = await asking.events({ conversationId: conversation_id.toUpperCase() });
    expect(responseOf(events).conversation_id).toBe(conversation_id);
  });

  it('numbers sources on from turn to turn', async () => {
    asking.engine.find(SKY, SEA);
    asking.model.answer('Blue [1].').answer('Deep [4], not [1].');
    const { conversation_id } = responseOf(await asking.events());
    const events = await asking.events({ conversationId: conversation_id });
    const { sources, message } = responseOf(events);
    expect(sources.map(({ id }) => id)).toEqual([3, 4]);
    expect(message.citations.map(({ source_id }) => source_id)).toEqual([4]);
    expect(events.find(({ type }) => type === 'citation.rejected')?.data).toEqual({
      raw: '[1]',
      reason: 'unknown-source',
    });
  });

  it('yields the terminal event only once the turn is kept, titled with redacted words', async () => {
    asking.model.answer('Yes.');
    for await (const event of asking.ask({ message: 'Mail [REDACTED_EMAIL] about it' as RedactedText })) {
      expect(asking.conversations.recorded).toHaveLength(isTerminal(event) ? 1 : 0);
    }
    expect(asking.conversations.recorded[0]).toMatchObject({
      isFirst: true,
      ownerId: OWNER,
      requestId: 'req-1',
      title: 'Mail [REDACTED_EMAIL] about it',
    });
  });

  it('keeps the answer as it was sent', async () => {
    const response = responseOf(await asking.events());
    expect(await asking.conversations.readAnswer(OWNER, response.id)).toEqual(response);
  });

  it('must not look kept when its conversation was erased meanwhile', async () => {
    const { conversation_id: conversationId } = responseOf(await asking.events({ options: withoutSearch }));
    const seen: ChatEvent[] = [];
    for await (const event of asking.ask({ conversationId, options: withoutSearch })) {
      if (event.seq === 1) await asking.conversations.erase(OWNER, conversationId);
      seen.push(event);
    }
    expect(seen.at(-1)).toMatchObject({
      type: 'response.completed',
      data: {
        warnings: [{ code: 'answer-not-kept', message: expect.stringContaining('erased') }],
        warning: expect.stringContaining('not kept'),
      },
    });
    expect(await asking.conversations.readAnswer(OWNER, responseOf(seen).id)).toBeNull();
  });

  it('counts what was left out of a long conversation before the prompt was fitted', async () => {
    const { conversation_id: conversationId } = responseOf(await asking.events({ options: withoutSearch }));
    for (let count = 0; count < 31; count++) await asking.events({ conversationId, options: withoutSearch });
    const last = responseOf(await asking.events({ conversationId, options: withoutSearch }));
    expect(asking.model.requests.at(-1)?.messages).toHaveLength(61);
    expect(last.metadata.dropped).toEqual({ history_messages: 4, sources: 0 });
  });

  it('gives an answer that cannot be kept, and says so', async () => {
    const log = jest.spyOn(Logger.prototype, 'error').mockImplementation();
    asking.conversations.failure = new AppError('service-unavailable', 'database-unavailable', 'Away.');
    asking.model.answer('Yes.');
    const events = await asking.events({ options: withoutSearch });
    expect(events.at(-1)).toMatchObject({
      type: 'response.completed',
      data: { message: { content: 'Yes.' }, warnings: [{ code: 'answer-not-kept' }] },
    });
    expect(log).toHaveBeenCalledTimes(1);
    log.mockRestore();
  });
});

describe('ChatService.ask, searching', () => {
  it('sends the redacted message and the options to the engine', async () => {
    const options = { searchDomains: ['example.com'], searchRecency: 'week' as const };
    await asking.events({ message: 'Mail [REDACTED_EMAIL]\n now' as RedactedText, options });
    expect(asking.engine.requests).toMatchObject([
      { query: 'Mail [REDACTED_EMAIL] now', limit: 5, recency: 'week', allow: ['example.com'] },
    ]);
  });

  it.each([
    ['the caller does not want it', {}, { searchEnabled: false }],
    ['the deployment does not allow it', { searchAugmentation: false }, { searchEnabled: true }],
  ])('does not search when %s', async (_, features, options) => {
    asking = new Asking(features);
    const events = await asking.events({ options });
    expect(asking.engine.requests).toEqual([]);
    expect(types(events)).not.toContain('search.started');
    expect(responseOf(events).metadata.search_enabled).toBe(false);
  });

  it('answers without sources when the search fails, and says so', async () => {
    const failure = new SearchError('provider-failed', 'search-refused', 'No.', {
      engine: 'sandbox',
      progress: 'refused',
      retryable: false,
    });
    asking.engine.give(failure);
    asking.model.answer('Yes.');
    const log = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    const events = await asking.events();
    expect(types(events).slice(1, 3)).toEqual(['search.started', 'search.failed']);
    expect(events[2]?.data).toMatchObject({ code: 'search-refused', degraded: true });
    expect(responseOf(events)).toMatchObject({
      status: 'completed',
      warnings: [{ code: 'search-failed' }],
      warning: expect.stringContaining('rests on no sources'),
    });
    // The code and the chain of causes, and not what was searched for.
    expect(log.mock.calls).toEqual([
      [{ message: 'A search failed.', request_id: 'req-1', code: 'search-refused', error: failure }],
    ]);
    log.mockRestore();
  });

  it('waits five seconds for a search and no longer', async () => {
    asking.engine.give(NO_ANSWER);
    asking.model.answer('Yes.');
    const events = asking.events();
    await turn();
    await asking.clock.advance(5_000);
    expect((await events)[2]).toMatchObject({ type: 'search.failed', data: { code: 'search-timeout' } });
    expect(responseOf(await events).status).toBe('completed');
  });

  it('says when parts of the engine did not answer', async () => {
    asking.engine.give({ hits: [SKY], degraded: true });
    const events = await asking.events();
    expect(events[2]).toMatchObject({ type: 'search.results', data: { degraded: true } });
    expect(responseOf(events).warnings).toMatchObject([{ code: 'search-degraded' }]);
  });

  it('takes a page that was found twice once', async () => {
    asking.engine.find(SKY, SKY, SEA);
    expect(responseOf(await asking.events()).sources.map(({ id, url }) => [id, url])).toEqual([
      [1, SKY.url],
      [2, SEA.url],
    ]);
  });

  it('is cancelled while it searches', async () => {
    asking.engine.give(NO_ANSWER);
    const controller = new AbortController();
    const events = asking.events({}, { signal: controller.signal });
    await turn();
    controller.abort();
    expect(types(await events)).toEqual([
      'response.created',
      'search.started',
      'usage.updated',
      'response.cancelled',
    ]);
    expect(asking.model.requests).toEqual([]);
  });
});

describe('ChatService.ask, when things go wrong', () => {
  it('has failed when the model fails before it says a word', async () => {
    asking.model.fail(providerError());
    const events = await asking.events({ options: withoutSearch });
    expect(types(events)).toEqual(['response.created', 'usage.updated', 'response.failed']);
    expect(events.at(-1)?.data).toMatchObject({
      error: {
        kind: 'provider-failed',
        code: 'provider-failed',
        detail: 'The provider failed.',
        retry_after: 3,
      },
      response: { status: 'failed', message: { content: '' } },
    });
    expect(asking.conversations.recorded[0]?.response.status).toBe('failed');
  });

  it('is incomplete when the model fails after it has begun, and keeps what was said', async () => {
    asking.model.follow([START, text('The sky is [1'), providerError()]);
    const events = await asking.events({ options: withoutSearch });
    expect(events.at(-1)).toMatchObject({
      type: 'response.incomplete',
      data: {
        reason: 'provider-failed',
        error: { code: 'provider-failed' },
        message: { content: 'The sky is [1' },
      },
    });
  });

  it('must not tell the client what an unexpected fault was', async () => {
    const log = jest.spyOn(Logger.prototype, 'error').mockImplementation();
    asking.model.fail(new TypeError('secret is undefined'));
    const last = (await asking.events({ options: withoutSearch })).at(-1);
    expect(last).toMatchObject({
      type: 'response.failed',
      data: { error: { kind: 'internal', code: 'unexpected' } },
    });
    expect(JSON.stringify(last)).not.toContain('secret');
    log.mockRestore();
  });

  it('must not lose what an unexpected fault was, nor tell it: its cause is behind the failure', async () => {
    const cause = new TypeError('secret is undefined');
    asking.model.follow([START, text('The sky'), cause]);
    const last = (await asking.events({ options: withoutSearch })).at(-1)!;
    expect(last).toMatchObject({ type: 'response.incomplete', data: { error: { kind: 'internal' } } });
    expect(JSON.stringify(last)).not.toContain('secret');
    const { error } = last.data as unknown as { error: ChatFailure };
    expect(errorBehind(error)).toMatchObject({ kind: 'internal', cause });
  });

  it('is incomplete when the model ran into its limit', async () => {
    asking.model.answer('The sky', { finish: 'length' });
    expect((await asking.events({ options: withoutSearch })).at(-1)).toMatchObject({
      type: 'response.incomplete',
      data: { reason: 'max_tokens', status: 'incomplete', metadata: { finish_reason: 'length' } },
    });
  });

  it('has failed when the deadline passes before a word, and is incomplete after one', async () => {
    for (const [script, type] of [
      [[START, HANG], 'response.failed'],
      [[START, text('The sky'), HANG], 'response.incomplete'],
    ] as const) {
      asking = new Asking();
      asking.model.follow(script);
      const events = asking.events({ options: withoutSearch }, { deadline: asking.clock.now() + 1_000 });
      for (let count = 0; count < 5; count++) await turn();
      await asking.clock.advance(1_000);
      expect((await events).at(-1)).toMatchObject({ type, data: { error: { kind: 'deadline-exceeded' } } });
      expect(asking.model.closedEarly).toBe(1);
    }
  });

  it('refuses a question that does not fit into the model', async () => {
    const message = 'x'.repeat(600_000) as RedactedText;
    expect((await asking.events({ message, options: withoutSearch })).at(-1)).toMatchObject({
      type: 'response.failed',
      data: { error: { kind: 'unprocessable', code: 'prompt-too-long', errors: [{ field: 'message' }] } },
    });
  });

  it('has failed when the budget is used up, with what the ledger says', async () => {
    asking.ledger.down = true;
    expect((await asking.events({ options: withoutSearch })).at(-1)).toMatchObject({
      type: 'response.failed',
      data: { error: { code: 'ledger-unavailable' } },
    });
  });
});

describe('ChatService.ask, stopped', () => {
  const said: FakeScript = [START, text('The sky is '), HANG];

  async function untilText(events: AsyncGenerator<ChatEvent>): Promise<string> {
    for (;;) {
      const { value } = await events.next();
      if ((value as ChatEvent).type === 'content.delta') return (value as ChatEvent).response_id;
    }
  }

  async function rest(events: AsyncGenerator<ChatEvent>): Promise<ChatEvent[]> {
    const all: ChatEvent[] = [];
    for await (const event of events) all.push(event);
    return all;
  }

  beforeEach(() => {
    asking.model.follow(said);
  });

  it('is cancelled by its owner: upstream is aborted, the account settled, what was said kept', async () => {
    const context = contextOf();
    const events = asking.ask({ options: withoutSearch }, context);
    const id = await untilText(events);
    expect(asking.chat.cancel(OWNER, id)).toBe(true);
    const last = (await rest(events)).at(-1);
    expect(last).toMatchObject({
      type: 'response.cancelled',
      data: { status: 'cancelled', reason: 'cancelled', message: { content: 'The sky is ' } },
    });
    expect(asking.model.closedEarly).toBe(1);
    expect(context.account.attempts).toMatchObject([{ kind: 'model', outcome: 'settled' }]);
    expect(asking.conversations.recorded[0]?.response.status).toBe('cancelled');
    expect(asking.chat.cancel(OWNER, id)).toBe(false);
  });

  it('must not be cancelled by another owner', async () => {
    const events = asking.ask({ options: withoutSearch });
    const id = await untilText(events);
    expect(asking.chat.cancel('owner-2', id)).toBe(false);
    await events.return(undefined);
  });

  it('is cancelled when the client goes away', async () => {
    const controller = new AbortController();
    const events = asking.ask({ options: withoutSearch }, { signal: controller.signal });
    await untilText(events);
    controller.abort();
    expect((await rest(events)).at(-1)).toMatchObject({
      type: 'response.cancelled',
      data: { reason: 'client-closed' },
    });
  });

  it('is incomplete, and says why, when the process that gives it is stopping', async () => {
    const controller = new AbortController();
    const events = asking.ask({ options: withoutSearch }, { signal: controller.signal });
    await untilText(events);
    controller.abort(new AppError('service-unavailable', 'shutting-down', 'Stopping.'));
    expect((await rest(events)).at(-1)).toMatchObject({
      type: 'response.incomplete',
      data: { reason: 'shutting-down', error: { kind: 'service-unavailable' } },
    });
  });

  it('is cancelled at once for a client that was gone before', async () => {
    expect(
      (await asking.events({ options: withoutSearch }, { signal: AbortSignal.abort() })).at(-1),
    ).toMatchObject({
      type: 'response.cancelled',
    });
    expect(asking.model.requests).toEqual([]);
  });

  it('is kept as cancelled when its reader leaves', async () => {
    const context = contextOf();
    const events = asking.ask({ options: withoutSearch }, context);
    await untilText(events);
    await events.return(undefined);
    expect(asking.model.closedEarly).toBe(1);
    expect(context.account.attempts).toHaveLength(1);
    expect(asking.conversations.recorded[0]?.response).toMatchObject({
      status: 'cancelled',
      message: { content: 'The sky is ' },
    });
  });

  it('is kept once when its reader leaves at the end', async () => {
    asking = new Asking();
    for await (const event of asking.ask()) if (isTerminal(event)) break;
    expect(asking.conversations.recorded.map(({ response }) => response.status)).toEqual(['completed']);
  });

  it('leaves no listener and no answer behind', async () => {
    asking = new Asking();
    const { signal } = new AbortController();
    const remove = jest.spyOn(signal, 'removeEventListener');
    const events = await asking.events({}, { signal, deadline: asking.clock.now() + 1_000 });
    expect(remove).toHaveBeenCalledWith('abort', expect.any(Function));
    expect(asking.chat.cancel(OWNER, events[0]?.response_id ?? '')).toBe(false);
  });

  it('reports no usage of a call that was never made', async () => {
    const events = await asking.events({ options: withoutSearch }, { signal: AbortSignal.abort() });
    expect(responseOf(events).usage.total_tokens).toBe(NO_USAGE.output);
  });
});
