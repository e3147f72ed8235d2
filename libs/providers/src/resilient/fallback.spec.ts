import { AppError, type ErrorKind } from '@app/platform';
import { FakeClock } from '@app/platform/testing';
import { RetryBudget, timersOf, UsualDuration } from '@app/resilience';
import { CONTRACT_REQUEST, hear, textOf } from '../chat-model.contract.js';
import type { ChatModel } from '../chat-model.js';
import { FakeChatModel, HANG } from '../fake-chat-model.js';
import type { ModelEvent } from '../model-event.js';
import { ProviderError, type ProviderErrorOptions } from '../provider-error.js';
import { fallback } from './fallback.js';
import type { ResilienceEvent } from './resilience-event.js';
import { resilient } from './resilient.js';
import { breakerFor } from './breaker.contract.js';
import { UsualWait } from './usual-wait.js';

const START: ModelEvent = { type: 'model-start', id: 'call', model: 'gpt-2026-01-01' };

function failure(options: Partial<ProviderErrorOptions> & { kind?: ErrorKind } = {}): ProviderError {
  const plain = { provider: 'openai', model: 'gpt', progress: 'failed', retryable: true } as const;
  const { kind = 'provider-failed' } = options;
  return new ProviderError(kind, 'provider-unavailable', 'The provider failed.', { ...plain, ...options });
}

function setUp(maxAttempts?: number) {
  const first = new FakeChatModel('openai', 'gpt');
  const second = new FakeChatModel('anthropic', 'claude', 'anthropic');
  const events: ResilienceEvent[] = [];
  const onEvent = (event: ResilienceEvent) => void events.push(event);
  return { first, second, events, model: fallback([first, second], { onEvent, maxAttempts }) };
}

function wrapped(inner: ChatModel, clock: FakeClock): ChatModel {
  return resilient(inner, {
    breaker: breakerFor(inner.provider, clock),
    budget: new RetryBudget(clock),
    usual: new UsualDuration(),
    usualWait: new UsualWait(),
    caller: 'someone',
    clock,
    random: () => 0,
    timers: timersOf(clock),
  });
}

/** Hears the model out while time passes. */
async function hearOut(model: ChatModel, clock: FakeClock) {
  const state = { over: false };
  const heard = hear(model, CONTRACT_REQUEST).finally(() => (state.over = true));
  while (!state.over) await clock.advance(1_000);
  return heard;
}

describe(fallback.name, () => {
  it('is named like its first model, and lets it answer', async () => {
    const { model, first, second, events } = setUp();
    first.answer(['a', 'b']);
    const heard = await hear(model, CONTRACT_REQUEST);
    expect(model).toMatchObject({ provider: 'openai', model: 'gpt', vendor: 'openai' });
    expect(textOf(heard.events)).toBe('ab');
    expect(heard.events[0]).not.toHaveProperty('fallback');
    expect(second.requests).toEqual([]);
    expect(events).toEqual([]);
  });

  it('asks the next one when the first fails, and tells who answers instead', async () => {
    const { model, first, second, events } = setUp();
    first.follow([START, failure()]);
    second.answer('from the other');
    const heard = await hear(model, CONTRACT_REQUEST);
    expect(heard.error).toBeUndefined();
    expect(textOf(heard.events)).toBe('from the other');
    expect(heard.events[0]).toEqual({
      type: 'model-start',
      id: 'fake-call',
      model: 'fake-model',
      fallback: {
        provider: 'anthropic',
        model: 'claude',
        passedOver: [{ provider: 'openai', model: 'gpt', code: 'provider-unavailable' }],
      },
    });
    expect(heard.events.filter(({ type }) => type === 'model-start')).toHaveLength(1);
    expect(events).toEqual([
      {
        type: 'fallback',
        provider: 'openai',
        model: 'gpt',
        to: { provider: 'anthropic', model: 'claude' },
        code: 'provider-unavailable',
      },
    ]);
  });

  it('mixes no two answers: after the first text an error is passed on', async () => {
    const { model, first, second } = setUp();
    const cut = failure({ progress: 'cut', retryable: false });
    first.follow([START, { type: 'text-delta', delta: 'The' }, cut]);
    const heard = await hear(model, CONTRACT_REQUEST);
    expect(heard.error).toBe(cut);
    expect(textOf(heard.events)).toBe('The');
    expect(second.requests).toEqual([]);
  });

  it.each<[string, Error]>([
    ['a request no model can take', failure({ kind: 'unprocessable' })],
    ['a deadline', failure({ kind: 'deadline-exceeded' })],
    ['a spent budget', new AppError('budget-exceeded', 'budget-exceeded', 'No.')],
    ['a ledger that is down', new AppError('service-unavailable', 'ledger-down', 'Later.')],
    ['a bug', new TypeError('a bug')],
  ])('spends no second call on %s', async (_, error) => {
    const { model, first, second } = setUp();
    first.fail(error);
    expect((await hear(model, CONTRACT_REQUEST)).error).toBe(error);
    expect(second.requests).toEqual([]);
  });

  it('asks nobody else when the caller has gone', async () => {
    const { model, first, second } = setUp();
    first.follow([HANG]);
    const caller = new AbortController();
    const heard = hear(model, { ...CONTRACT_REQUEST, signal: caller.signal });
    const reason = failure();
    setImmediate(() => caller.abort(reason));
    expect((await heard).error).toBe(reason);
    expect(second.requests).toEqual([]);
  });

  it('says 503 and the soonest moment when nobody answers', async () => {
    const { model, first, second, events } = setUp();
    first.fail(failure({ kind: 'service-unavailable', retryAfterMs: 12_300 }));
    second.fail(failure({ provider: 'anthropic', model: 'claude', retryAfterMs: 25_000, status: 529 }));
    const { error } = await hear(model, CONTRACT_REQUEST);
    expect(error).toMatchObject({
      kind: 'service-unavailable',
      code: 'all-providers-down',
      retryAfterSeconds: 13,
      provider: 'anthropic',
      status: 529,
    });
    expect(events.at(-1)).toEqual({
      type: 'all-down',
      provider: 'anthropic',
      model: 'claude',
      retryAfterMs: 12_300,
    });
  });

  it('guesses five seconds when nobody knows when', async () => {
    const { model, first, second } = setUp();
    first.fail(failure());
    second.fail(failure({ retryable: false }));
    expect((await hear(model, CONTRACT_REQUEST)).error).toMatchObject({ retryAfterSeconds: 5 });
  });

  it('does not promise that waiting helps when it does not', async () => {
    const { model, first, second } = setUp();
    const last = failure({ retryable: false });
    first.fail(failure({ retryable: false }));
    second.fail(last);
    expect((await hear(model, CONTRACT_REQUEST)).error).toBe(last);
  });

  it('makes four calls at the most, three of them to one provider', async () => {
    const { first, second } = setUp();
    const clock = new FakeClock();
    first.fail(failure());
    second.fail(failure({ provider: 'anthropic' }));
    const model = fallback([wrapped(first, clock), wrapped(second, clock)]);
    const { error } = await hearOut(model, clock);
    expect(error).toMatchObject({ code: 'all-providers-down' });
    expect([first.requests.length, second.requests.length]).toEqual([3, 1]);
  });

  it('asks nobody once the calls of the request are spent', async () => {
    const { first, second } = setUp();
    const clock = new FakeClock();
    first.fail(failure());
    const model = fallback([wrapped(first, clock), wrapped(second, clock)], { maxAttempts: 1 });
    const { error } = await hear(model, CONTRACT_REQUEST);
    expect(error).toMatchObject({ code: 'all-providers-down' });
    expect([first.requests.length, second.requests.length]).toEqual([1, 0]);
  });

  it('makes no call at all when none is allowed', async () => {
    const { first, second } = setUp();
    const clock = new FakeClock();
    const model = fallback([wrapped(first, clock), wrapped(second, clock)], { maxAttempts: 0 });
    expect((await hear(model, CONTRACT_REQUEST)).error).toMatchObject({ code: 'all-providers-down' });
    expect(first.requests).toEqual([]);
  });

  it('can be wrapped in another: all share one allowance', async () => {
    const { first, second } = setUp();
    const third = new FakeChatModel('sandbox', 'small');
    const clock = new FakeClock();
    first.fail(failure());
    second.fail(failure());
    third.answer('at last');
    const inner = fallback([wrapped(first, clock), wrapped(second, clock)]);
    const outer = fallback([inner, wrapped(third, clock)], { maxAttempts: 2 });
    const { error } = await hearOut(outer, clock);
    expect(error).toMatchObject({ code: 'all-providers-down' });
    expect([first.requests.length, second.requests.length, third.requests.length]).toEqual([2, 0, 0]);
  });

  it('goes to the next at once when a breaker is open', async () => {
    const { first, second } = setUp();
    const clock = new FakeClock();
    first.fail(failure({ retryable: false }));
    second.answer('from the other');
    const model = fallback([wrapped(first, clock), wrapped(second, clock)]);
    for (let call = 0; call < 6; call += 1) await hear(model, CONTRACT_REQUEST);
    const { events } = await hear(model, CONTRACT_REQUEST);
    expect(events[0]).toMatchObject({ fallback: { passedOver: [{ code: 'breaker-open' }] } });
    expect(first.requests).toHaveLength(5);
    expect(clock.monotonic()).toBe(0);
  });
});
