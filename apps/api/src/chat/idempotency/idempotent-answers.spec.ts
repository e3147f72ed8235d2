import { Logger } from '@nestjs/common';
import type { Answers, ChatEvent } from '@app/chat';
import {
  type IdempotencyState,
  type IdempotencyStore,
  type Metering,
  openAccount,
  type StoredResponse,
} from '@app/cost';
import { AppError, DatabaseError } from '@app/platform';
import { answer, eventOf, streamOf } from '../../testing.js';
import { sseFrame } from '../pour/pour-sse.js';
import { IdempotentAnswers, type KeyedRequest } from './idempotent-answers.js';

const place = { base: 'http://localhost', instance: '/v1/chat', requestId: 'req-2' };
const FRESH: IdempotencyState = { state: 'fresh', left: null };
const LEFT: IdempotencyState = { state: 'fresh', left: { answerId: answer.id, bookedAs: 'req-1' } };
const payer = { organisation: 'default', team: null, keyId: 'k', costCenter: null };
const notFound = new AppError('not-found', 'answer-not-found', 'None.');

function setUp(state: IdempotencyState, left: readonly ChatEvent[] | Error = notFound) {
  const store = {
    begin: jest.fn().mockResolvedValue(state),
    note: jest.fn().mockResolvedValue(true),
    finish: jest.fn().mockResolvedValue('kept'),
    release: jest.fn().mockResolvedValue(undefined),
    abandon: jest.fn().mockResolvedValue(undefined),
  };
  let settle = (): void => undefined;
  const answers = {
    retell: () => (left instanceof Error ? Promise.reject(left) : Promise.resolve(left)),
    settled: jest.fn(
      () =>
        new Promise<void>((resolve) => {
          settle = resolve;
        }),
    ),
  };
  const metering = { withhold: jest.fn() };
  const idempotent = new IdempotentAnswers(
    store as unknown as IdempotencyStore,
    answers as unknown as Answers,
    metering as unknown as Metering,
  );
  const request = (form: KeyedRequest['form']): KeyedRequest => ({
    key: 'k',
    ownerId: 'o',
    form,
    body: { message: 'hi' },
    conversationId: undefined,
    account: openAccount('req-2', payer),
    place,
  });
  return {
    store,
    answers,
    settle: () => settle(),
    begin: (form: KeyedRequest['form'] = 'json') => idempotent.begin(request(form)),
  };
}

async function pour(
  { begin }: ReturnType<typeof setUp>,
  events: readonly (ChatEvent | Error)[],
  form: KeyedRequest['form'] = 'json',
): Promise<ChatEvent[]> {
  const keyed = await begin(form);
  const seen: ChatEvent[] = [];
  if ('keeping' in keyed) for await (const event of keyed.keeping(streamOf(...events))) seen.push(event);
  return seen;
}

const created = eventOf('response.created', { id: answer.id, conversation_id: 'c-1' });
const delta = eventOf('content.delta', { delta: 'hi', start_index: 0 }, 2);
const completed = eventOf('response.completed', answer, 3);
const atLimit = eventOf('response.incomplete', { ...answer, reason: 'max_tokens' }, 3);
const cut = eventOf(
  'response.incomplete',
  { ...answer, reason: 'error', error: { kind: 'provider-failed' } },
  3,
);
const interrupted = eventOf('response.incomplete', { ...answer, reason: 'interrupted' }, 3);
const cancelled = eventOf('response.cancelled', { ...answer, reason: 'client-closed' }, 3);
const owned = { owner: 'o', key: 'k' };

describe(IdempotentAnswers.name, () => {
  beforeAll(() => Logger.overrideLogger(false));

  it('notes the answer before it goes on, and keeps it before its last event leaves', async () => {
    const given = setUp(FRESH);
    const keyed = await given.begin();
    const told: string[] = [];
    if (!('keeping' in keyed)) throw new Error('not fresh');
    for await (const { type } of keyed.keeping(streamOf(created, delta, completed)))
      told.push(`${type} ${given.store.note.mock.calls.length} ${given.store.finish.mock.calls.length}`);
    expect(told).toEqual(['response.created 1 0', 'content.delta 1 0', 'response.completed 1 1']);
    const body = Buffer.from(JSON.stringify(answer));
    expect(given.store.finish).toHaveBeenCalledWith(owned, 'req-2', {
      status: 200,
      headers: expect.objectContaining({ 'X-Request-Cost': answer.usage.cost }),
      body,
    });
    expect(given.store.release).not.toHaveBeenCalled();
  });

  it('keeps a stream frame by frame', async () => {
    const given = setUp(FRESH);
    await pour(given, [created, delta, completed], 'sse');
    const [, , stored] = given.store.finish.mock.calls[0];
    expect(stored.body.toString()).toBe([created, delta, completed].map((e) => sseFrame(e, place)).join(''));
    expect(stored.headers).toMatchObject({ 'Content-Type': 'text/event-stream; charset=utf-8' });
  });

  it('keeps an answer that ended at its token limit', async () => {
    const given = setUp(FRESH);
    await pour(given, [created, atLimit]);
    expect(given.store.finish).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['was cut', [created, cut]],
    ['was told to be lost with its process', [created, interrupted]],
    ['was cancelled', [created, cancelled]],
  ])('frees the key of an answer that %s', async (_, events) => {
    const given = setUp(FRESH);
    await pour(given, events);
    expect(given.store.finish).not.toHaveBeenCalled();
    expect(given.store.release).toHaveBeenCalledWith(owned, 'req-2');
  });

  it('frees the key of a request that was refused', async () => {
    const given = setUp(FRESH);
    await expect(pour(given, [new Error('no budget')])).rejects.toThrow('no budget');
    expect(given.store.release).toHaveBeenCalledTimes(1);
  });

  it('gives an answer that cannot be kept all the same, to be found again by its id', async () => {
    const given = setUp(FRESH);
    given.store.finish.mockRejectedValue(new Error('away'));
    await expect(pour(given, [created, completed])).resolves.toHaveLength(2);
    expect(given.store.abandon).toHaveBeenCalledWith(owned, 'req-2');
    expect(given.store.release).not.toHaveBeenCalled();
  });

  it('must not free the key of an answer whose end is not written down yet', async () => {
    const house = setUp(FRESH);
    const unsettled = new AppError('service-unavailable', 'answer-unsettled', 'Later.');
    await expect(pour(house, [created, unsettled])).rejects.toBe(unsettled);
    expect(house.answers.settled).toHaveBeenCalledWith(answer.id);
    // Whoever sends the key again is told that it runs: asked anew, it would be paid twice.
    expect(house.store.abandon).not.toHaveBeenCalled();
    house.settle();
    await Promise.resolve();
    expect(house.store.abandon).toHaveBeenCalledWith(owned, place.requestId);
    expect(house.store.release).not.toHaveBeenCalled();
  });

  it('must not keep an answer without bounds', async () => {
    const given = setUp(FRESH);
    const huge = eventOf('content.delta', { delta: 'x'.repeat(9 * 1024 * 1024), start_index: 0 }, 2);
    await pour(given, [created, huge, huge, completed], 'sse');
    expect(given.store.finish).not.toHaveBeenCalled();
  });

  it('sends again what was sent before', async () => {
    const response = { status: 200, headers: {}, body: Buffer.from('x') };
    const { begin } = setUp({ state: 'replay', bookedAs: 'req-1', response });
    await expect(begin()).resolves.toEqual({ replay: response, bookedAs: 'req-1' });
  });

  it('refuses while the first one runs, and another body', async () => {
    await expect(setUp({ state: 'in-flight', retryAfterSeconds: 1 }).begin()).rejects.toMatchObject({
      kind: 'idempotency-conflict',
      retryAfterSeconds: 1,
    });
    await expect(setUp({ state: 'mismatch' }).begin()).rejects.toMatchObject({ kind: 'unprocessable' });
    await expect(setUp({ state: 'erased' }).begin()).rejects.toMatchObject({ kind: 'gone' });
  });

  it.each([
    ['json', [created, delta, completed], JSON.stringify(answer)],
    ['json', [created, delta, atLimit], JSON.stringify(atLimit.data)],
    [
      'sse',
      [created, delta, completed],
      [created, delta, completed].map((event) => sseFrame(event, place)).join(''),
    ],
  ] as const)(
    'must not call again for an answer that a dead process had finished: %s %#',
    async (form, left, body) => {
      const { begin, store } = setUp(LEFT, left);
      const { replay, bookedAs } = (await begin(form)) as { replay: StoredResponse; bookedAs: string };
      expect(bookedAs).toBe('req-1');
      expect(store.finish).toHaveBeenCalledWith(owned, 'req-2', replay);
      expect(replay.body.toString()).toBe(body);
    },
  );

  it.each([
    ['was not finished', notFound],
    ['was called off', [created, cancelled]],
    ['was cut', [created, delta, cut]],
  ])('answers anew where what a dead process left %s', async (_, left) => {
    const { begin } = setUp(LEFT, left);
    expect(await begin()).toHaveProperty('keeping');
  });

  it.each(['json', 'sse'] as const)(
    'must not give a second answer for a key that went to another request: %s',
    async (form) => {
      const given = setUp(FRESH);
      given.store.finish.mockResolvedValue('lost');
      const seen = await pour(given, [created, delta, completed], form);
      expect(seen.at(-1)).toMatchObject({
        type: 'response.failed',
        data: { error: { kind: 'idempotency-conflict', code: 'idempotency-key-lost' }, response: answer },
      });
      expect(given.store.release).not.toHaveBeenCalled();
    },
  );

  it('must not call upstream for a key that went to another request', async () => {
    const given = setUp(FRESH);
    given.store.note.mockResolvedValue(false);
    await expect(pour(given, [created, delta])).rejects.toMatchObject({ code: 'idempotency-key-lost' });
  });

  it('must not take a database that is away for an answer that is not there', async () => {
    const away = new DatabaseError('service-unavailable', 'database-unavailable', 'Away.', null, null);
    const { begin, store } = setUp(LEFT, away);
    await expect(begin()).rejects.toBe(away);
    expect(store.abandon).toHaveBeenCalledWith(owned, 'req-2');
  });

  it.each([
    ['went to another request', 'lost', 'idempotency-in-flight'],
    ['was erased', 'erased', 'idempotent-answer-erased'],
  ])('must not tell what a dead process had finished when it %s meanwhile', async (_, fate, code) => {
    const { begin, store } = setUp(LEFT, [created, delta, completed]);
    store.finish.mockResolvedValue(fate);
    await expect(begin()).rejects.toMatchObject({ code });
  });

  it('tells what a dead process had finished though it cannot be kept, and leaves it to be found', async () => {
    const { begin, store } = setUp(LEFT, [created, delta, completed]);
    store.finish.mockRejectedValue(new Error('away'));
    expect(await begin()).toHaveProperty('replay');
    expect(store.abandon).toHaveBeenCalledWith(owned, 'req-2');
  });
});
