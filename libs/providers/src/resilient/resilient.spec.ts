import { AppError, DeadlineExceeded } from '@app/platform';
import { FakeClock } from '@app/platform/testing';
import { Deadline, linkDeadline, RetryBudget, timersOf, UsualDuration } from '@app/resilience';
import { CONTRACT_REQUEST, hear, textOf } from '../chat-model.contract.js';
import type { ModelRequest } from '../chat-model.js';
import { FakeChatModel, HANG, type FakeScript } from '../fake-chat-model.js';
import type { ModelEvent } from '../model-event.js';
import { ProviderError, type ProviderErrorOptions } from '../provider-error.js';
import type { ResilienceEvent } from './resilience-event.js';
import { resilient, type ResilientOptions } from './resilient.js';
import { breakerFor } from './breaker.contract.js';
import { PROVIDER_TIMEOUTS } from './provider-timeouts.js';
import { UsualWait } from './usual-wait.js';

const START: ModelEvent = { type: 'model-start', id: 'call', model: 'fake-model' };
const TEXT: ModelEvent = { type: 'text-delta', delta: 'The' };
const usage = (output: number): ModelEvent => ({
  type: 'usage',
  final: false,
  raw: null,
  usage: {
    inputUncached: 9,
    inputCacheRead: 0,
    inputCacheWrite5m: 0,
    inputCacheWrite1h: 0,
    output,
    reasoning: 0,
    searchRequests: 0,
  },
});

function failure(options: Partial<ProviderErrorOptions> & { code?: string; kind?: 'unprocessable' } = {}) {
  const plain = { provider: 'openai', model: 'fake-model', progress: 'failed', retryable: true } as const;
  const { kind = 'provider-failed', code = 'provider-unavailable' } = options;
  return new ProviderError(kind, code, 'The provider failed.', { ...plain, ...options });
}

function setUp(more: Partial<ResilientOptions> = {}) {
  const clock = new FakeClock();
  const inner = new FakeChatModel();
  const breaker = breakerFor('openai/fake-model', clock);
  const events: ResilienceEvent[] = [];
  const options: ResilientOptions = {
    breaker,
    clock,
    budget: new RetryBudget(clock),
    usual: new UsualDuration(),
    usualWait: new UsualWait(),
    caller: 'someone',
    random: () => 0.5,
    timers: timersOf(clock),
    onEvent: (event) => events.push(event),
    ...more,
  };
  return { clock, inner, breaker, events, options, model: resilient(inner, options) };
}

/** The time that a caller gives, as a request carries it. */
function within({ clock }: Pick<ReturnType<typeof setUp>, 'clock'>, ms: number) {
  const deadline = clock.now() + ms;
  const at = new Deadline(clock, deadline);
  const { signal } = linkDeadline(at, timersOf(clock), () => new DeadlineExceeded());
  return { deadline, signal };
}

/** Hears the model out while time passes; `ms` is how much, to the half second. */
async function hearOut(
  { model, clock }: Pick<ReturnType<typeof setUp>, 'model' | 'clock'>,
  request = CONTRACT_REQUEST,
) {
  const begun = clock.monotonic();
  const heard = hear(model, request);
  const state = { over: false };
  const watching = heard.finally(() => (state.over = true));
  for (let turn = 0; turn < 5; turn += 1) await clock.advance(0);
  while (!state.over) await clock.advance(500);
  return { ...(await watching), ms: clock.monotonic() - begun };
}

describe(resilient.name, () => {
  it('is named like the model it wraps', () => {
    const inner = new FakeChatModel('anthropic', 'claude', 'anthropic');
    expect(resilient(inner, setUp().options)).toMatchObject({
      provider: 'anthropic',
      model: 'claude',
      vendor: 'anthropic',
    });
  });

  it('passes an answer through, tells the breaker and learns how long it took', async () => {
    const house = setUp();
    house.inner.answer(['a', 'b']);
    const { events, error } = await hear(house.model, CONTRACT_REQUEST);
    expect(error).toBeUndefined();
    expect(textOf(events)).toBe('ab');
    expect(house.events).toEqual([]);
    expect(house.breaker.snapshot()).toMatchObject({ phase: 'closed', failures: 0 });
  });

  it('tries again while nothing has been shown, afresh each time', async () => {
    const house = setUp();
    house.inner
      .fail(failure())
      .follow([START, usage(1), failure({ progress: 'cut' })])
      .answer('third time');
    const { events, error } = await hearOut(house);
    expect(error).toBeUndefined();
    expect(textOf(events)).toBe('third time');
    expect(events.filter(({ type }) => type === 'model-start')).toHaveLength(1);
    expect(house.inner.requests).toHaveLength(3);
    expect(house.events).toMatchObject([
      { type: 'retry', provider: 'openai', model: 'fake-model', attempt: 1, waitMs: 500 },
      { type: 'retry', attempt: 2, waitMs: 1_000, code: 'provider-unavailable' },
    ]);
  });

  it('gives up after three calls with the last error', async () => {
    const house = setUp();
    house.inner.fail(failure());
    const { error } = await hearOut(house);
    expect(error).toMatchObject({ code: 'provider-unavailable' });
    expect(house.inner.requests).toHaveLength(3);
    expect(house.events.at(-1)).toMatchObject({ type: 'gave-up', attempt: 3, reason: 'attempts-spent' });
  });

  it('shows no text twice: after the first text an error is passed on as it is', async () => {
    const house = setUp();
    const cut = failure({ progress: 'cut' });
    house.inner.follow([START, TEXT, cut]);
    const { events, error } = await hear(house.model, CONTRACT_REQUEST);
    expect(error).toBe(cut);
    expect(events).toEqual([START, TEXT]);
    expect(house.inner.requests).toHaveLength(1);
    expect(house.breaker.snapshot().failures).toBe(1);
  });

  it('keeps one usage report of many while it holds them back', async () => {
    const house = setUp();
    house.inner.follow([START, usage(1), usage(2), usage(3), TEXT]);
    const { events } = await hear(house.model, CONTRACT_REQUEST);
    expect(events).toEqual([START, usage(3), TEXT]);
  });

  it('shows an answer without text, and one that ends before its finish counts against the provider', async () => {
    const house = setUp();
    house.inner.follow([START, usage(1)]);
    const { events, error } = await hear(house.model, CONTRACT_REQUEST);
    expect(error).toBeUndefined();
    expect(events).toEqual([START, usage(1)]);
    expect(house.breaker.snapshot().failures).toBe(1);
  });

  it.each<[string, FakeScript[number], string | undefined, number]>([
    ['a refusal', failure({ retryable: false, progress: 'refused' }), 'not-retryable', 0],
    ['throttling without an end', failure({ retryable: false, throttled: true }), 'not-retryable', 0],
    ['a broken format', failure({ retryable: false, progress: 'cut' }), 'not-retryable', 1],
    ["the caller's mistake", failure({ kind: 'unprocessable' }), 'not-retryable', 0],
    ['a budget that is spent', new AppError('budget-exceeded', 'budget-exceeded', 'No.'), 'not-retryable', 0],
    ['what nobody wrapped', new TypeError('a bug'), 'not-retryable', 1],
    ['a wait of over a minute', failure({ retryAfterMs: 60_001 }), 'wait-too-long', 1],
  ])('does not try again after %s', async (_, error, reason, failures) => {
    const house = setUp();
    house.inner.follow([error]);
    expect((await hear(house.model, CONTRACT_REQUEST)).error).toBe(error);
    expect(house.events).toMatchObject([{ type: 'gave-up', attempt: 1, reason }]);
    expect(house.breaker.snapshot().failures).toBe(failures);
  });

  it('waits as long as the vendor asks when it throttles, and does not hold it against it', async () => {
    const house = setUp();
    house.inner.fail(failure({ throttled: true, progress: 'refused', retryAfterMs: 4_000 })).answer('ok');
    expect((await hearOut(house)).error).toBeUndefined();
    expect(house.events).toMatchObject([{ type: 'retry', waitMs: 4_000 }]);
    expect(house.breaker.snapshot().failures).toBe(0);
  });

  it('does not retry without a retry budget', async () => {
    const house = setUp();
    house.inner.fail(failure());
    const budget = new RetryBudget(house.clock, { perCall: 0, perSecond: 0, capacity: 0 });
    const model = resilient(house.inner, { ...house.options, budget });
    expect((await hear(model, CONTRACT_REQUEST)).error).toBeInstanceOf(ProviderError);
    expect(house.events).toMatchObject([{ type: 'gave-up', reason: 'budget-spent' }]);
  });

  it('does not retry when a usual call does not fit before the deadline', async () => {
    const house = setUp();
    house.options.usual.record(8_000);
    house.inner.fail(failure());
    const { error } = await hear(house.model, { ...CONTRACT_REQUEST, deadline: house.clock.now() + 8_000 });
    expect(error).toMatchObject({ code: 'provider-unavailable' });
    expect(house.events).toMatchObject([{ type: 'gave-up', reason: 'no-time' }]);
  });

  it('takes from the allowance of the request and stops with it', async () => {
    const house = setUp();
    house.inner.fail(failure());
    const attempts = {
      left: 2,
      take() {
        this.left -= 1;
        return this.left >= 0;
      },
    };
    await hearOut(house, { ...CONTRACT_REQUEST, attempts });
    expect(house.inner.requests).toHaveLength(2);
    const { error } = await hear(house.model, { ...CONTRACT_REQUEST, attempts });
    expect(error).toMatchObject({
      code: 'attempts-spent',
      kind: 'service-unavailable',
      progress: 'not-sent',
    });
    expect(house.breaker.snapshot().failures).toBe(2);
  });

  it('calls nobody while the breaker is open, and says when to come back', async () => {
    const house = setUp();
    house.inner.fail(failure({ retryable: false }));
    for (let call = 0; call < 5; call += 1) await hear(house.model, CONTRACT_REQUEST);
    const { error } = await hear(house.model, CONTRACT_REQUEST);
    expect(error).toMatchObject({
      kind: 'service-unavailable',
      code: 'breaker-open',
      progress: 'not-sent',
      retryAfterMs: 30_000,
      retryAfterSeconds: 30,
    });
    expect(house.inner.requests).toHaveLength(5);
    expect(house.events.at(-1)).toMatchObject({ type: 'refused', retryAfterMs: 30_000 });
  });

  it('does not wait for a breaker that its own failure has opened', async () => {
    const house = setUp();
    house.inner.fail(failure({ retryable: false })).fail(failure({ retryable: false }));
    house.inner
      .fail(failure({ retryable: false }))
      .fail(failure({ retryable: false }))
      .fail(failure());
    for (let call = 0; call < 4; call += 1) await hear(house.model, CONTRACT_REQUEST);
    const { error } = await hear(house.model, CONTRACT_REQUEST);
    expect(error).toMatchObject({ code: 'breaker-open', cause: { code: 'provider-unavailable' } });
    expect(house.events.at(-1)).toMatchObject({ type: 'gave-up', attempt: 1, reason: 'breaker-open' });
  });

  it('works without a breaker', async () => {
    const house = setUp({ breaker: null });
    house.inner.fail(failure()).answer('ok');
    expect((await hearOut(house)).error).toBeUndefined();
  });

  it('by default takes the timers of the machine', async () => {
    const house = setUp({ timers: undefined, onEvent: undefined });
    house.inner.fail(failure()).answer('ok');
    expect(textOf((await hearOut(house)).events)).toBe('ok');
  });

  describe('time-outs', () => {
    it.each<[string, FakeScript, number, Partial<ModelRequest>, object]>([
      ['no first token', [HANG], 20_000, {}, { progress: 'unanswered', retryable: true }],
      ['a start but no token', [START, HANG], 20_000, {}, { progress: 'cut', retryable: true }],
      ['a silence', [START, TEXT, HANG], 30_000, {}, { progress: 'cut', retryable: false }],
      ['no plain body', [HANG], 60_000, { deltas: false }, { progress: 'unanswered', retryable: true }],
    ])('%s ends the call as the provider’s fault', async (_, script, ms, more, expected) => {
      const house = setUp();
      house.inner.follow(script);
      const { error, ms: passed } = await hearOut(house, { ...CONTRACT_REQUEST, ...more });
      expect(passed).toBe(ms);
      expect(error).toMatchObject({ kind: 'provider-failed', code: 'provider-timeout', ...expected });
      expect(house.inner).toMatchObject({ closedEarly: 1, requests: [expect.anything()] });
      expect(house.inner.requests[0]?.signal?.reason).toBe(error);
      expect(house.breaker.snapshot().failures).toBe(1);
    });

    it('a long answer that is still being written is cut without harm to the breaker', async () => {
      const timeouts = { ...PROVIDER_TIMEOUTS, totalMs: 10_000 };
      const house = setUp({ timeouts });
      house.inner.follow([START, TEXT, HANG]);
      const { error } = await hearOut(house);
      expect(error).toMatchObject({ code: 'provider-timeout', extensions: { timeout: 'total' } });
      expect(house.breaker.snapshot().failures).toBe(0);
    });

    it("the caller's deadline ends the call, which is not the provider's fault", async () => {
      const house = setUp();
      house.inner.follow([START, TEXT, HANG]);
      const { deadline, signal } = within(house, 5_000);
      const { error } = await hearOut(house, { ...CONTRACT_REQUEST, deadline, signal });
      expect(error).toBeInstanceOf(DeadlineExceeded);
      expect(house.inner.requests[0]).toMatchObject({ deadline });
      expect(house.inner.requests[0]?.signal?.reason).toBe(error);
      expect(house.breaker.snapshot().failures).toBe(0);
    });

    /** A model that usually takes `usualMs`, and has gone silent; the failures that its breaker counts. */
    async function failuresOf(usualMs: number, more: Partial<ModelRequest> & { waitMs?: number }) {
      const usualWait = new UsualWait();
      if (usualMs > 0) usualWait.record({ ...CONTRACT_REQUEST, ...more }, usualMs);
      const house = setUp({ usualWait });
      house.inner.follow([HANG]);
      const { waitMs, ...rest } = more;
      const time = waitMs === undefined ? {} : within(house, waitMs);
      const { ms } = await hearOut(house, { ...CONTRACT_REQUEST, ...time, ...rest });
      return { ms, failures: house.breaker.snapshot().failures };
    }

    it('a silence that callers did not wait out is the provider’s fault all the same', async () => {
      expect(await failuresOf(1_000, { waitMs: 4_000 })).toEqual({ ms: 4_000, failures: 1 });
    });

    it.each([
      ['the model usually takes as long', 2_000, 4_000],
      ['it was a moment', 100, 1_500],
      ['nobody knows how long it takes', 0, 15_000],
    ])('must not count against a provider that its callers are impatient: %s', async (_, usualMs, waitMs) => {
      expect((await failuresOf(usualMs, { waitMs })).failures).toBe(0);
    });

    it('waits for a long plain body as long as was asked for, and no impatience counts against a slow model', async () => {
      const long = { deltas: false, maxTokens: 6_144 };
      expect(await failuresOf(40_000, { ...long, waitMs: 80_000 })).toEqual({ ms: 80_000, failures: 0 });
      expect(await failuresOf(5_000, long)).toEqual({ ms: 90_000, failures: 1 });
    });

    it('must not let a provider hang for ever because its plain bodies usually take long', async () => {
      expect(await failuresOf(25_000, { deltas: false })).toEqual({ ms: 60_000, failures: 1 });
    });

    it('must not take a long plain body for a silence because streams usually begin soon', async () => {
      const usualWait = new UsualWait();
      usualWait.record({ deltas: true }, 300);
      const house = setUp({ usualWait });
      house.inner.follow([HANG]);
      await hearOut(house, { ...CONTRACT_REQUEST, deltas: false, ...within(house, 10_000) });
      expect(house.breaker.snapshot().failures).toBe(0);
    });

    it.each<[string, 'openai' | 'anthropic', number]>([
      ['o3', 'openai', 100_000],
      ['gpt-4o', 'openai', 20_000],
      ['claude-opus-5', 'anthropic', 20_000],
    ])('waits for the first text of %s as long as it may think', async (name, vendor, ms) => {
      const house = setUp();
      const model = resilient(new FakeChatModel(vendor, name, vendor).follow([START, HANG]), house.options);
      expect(await hearOut({ ...house, model })).toMatchObject({ ms, error: { code: 'provider-timeout' } });
    });

    it('calls nobody once the deadline is over', async () => {
      const house = setUp();
      const { error } = await hear(house.model, { ...CONTRACT_REQUEST, deadline: house.clock.now() });
      expect(error).toBeInstanceOf(DeadlineExceeded);
      expect(house.inner.requests).toHaveLength(0);
    });
  });

  describe('a caller who goes away', () => {
    it.each<[string, FakeScript]>([
      ['during the call', [START, HANG]],
      ['while it waits to try again', [failure({ retryAfterMs: 30_000 })]],
    ])('%s gets the reason, and the breaker hears nothing of it', async (_, script) => {
      const house = setUp();
      house.inner.follow(script);
      const caller = new AbortController();
      const heard = hear(house.model, { ...CONTRACT_REQUEST, signal: caller.signal });
      await house.clock.advance(1_000);
      const before = house.breaker.snapshot();
      const reason = new Error('the client went away');
      caller.abort(reason);
      expect((await heard).error).toBe(reason);
      expect(house.breaker.snapshot()).toEqual(before);
      expect(house.inner.requests).toHaveLength(1);
    });

    it('gives a probe its place back when the reader leaves', async () => {
      const house = setUp();
      house.inner.fail(failure({ retryable: false }));
      for (let call = 0; call < 5; call += 1) await hear(house.model, CONTRACT_REQUEST);
      await house.clock.advance(30_000);
      const model = resilient(new FakeChatModel().answer(['a', 'b']), house.options);
      for await (const event of model.stream(CONTRACT_REQUEST)) if (event.type === 'text-delta') break;
      expect(house.breaker.snapshot()).toMatchObject({ phase: 'half-open', probesInFlight: 0 });
    });
  });
});
