import { Logger } from '@nestjs/common';
import { FakeClock } from '@app/platform/testing';
import { timersOf } from '@app/resilience';
import { CONTRACT_REQUEST, hear, textOf } from '../chat-model.contract.js';
import { FakeChatModel } from '../fake-chat-model.js';
import { ProviderError } from '../provider-error.js';
import { Circuits, type CircuitsOptions } from './circuits.js';
import type { ResilienceEvent } from './resilience-event.js';

function down(more: { retryAfterMs?: number; retryable?: boolean } = {}): ProviderError {
  const plain = { provider: 'openai', model: 'fake-model', progress: 'failed', retryable: false } as const;
  return new ProviderError('provider-failed', 'provider-unavailable', 'It failed.', { ...plain, ...more });
}

function setUp(more: Partial<CircuitsOptions> = {}) {
  const clock = new FakeClock();
  const circuits = new Circuits({
    breaker: { failures: 2 },
    retryAttempts: 3,
    clock,
    random: () => 0,
    timers: timersOf(clock),
    ...more,
  });
  const fail = async (model: FakeChatModel) => {
    await hear(circuits.around(model.fail(down()), false), CONTRACT_REQUEST);
  };
  return { clock, circuits, fail };
}

describe(Circuits.name, () => {
  let logged: jest.SpyInstance[];
  beforeEach(() => {
    logged = (['warn', 'log'] as const).map((level) =>
      jest.spyOn(Logger.prototype, level).mockImplementation(() => undefined),
    );
  });
  afterEach(() => jest.restoreAllMocks());

  it('remembers over requests: failures of one open the breaker for the next', async () => {
    const { circuits, fail } = setUp();
    const model = new FakeChatModel();
    await fail(model);
    await fail(model);
    expect((await hear(circuits.around(model, false), CONTRACT_REQUEST)).error).toMatchObject({
      code: 'breaker-open',
    });
    expect(model.requests).toHaveLength(2);
    expect(circuits.list()).toEqual([
      expect.objectContaining({
        provider: 'openai',
        model: 'fake-model',
        phase: 'open',
        retryAfterMs: 30_000,
      }),
    ]);
  });

  it('logs a change once, however many requests see it', async () => {
    const { circuits, fail } = setUp();
    const model = new FakeChatModel();
    for (let count = 0; count < 5; count += 1) await fail(model);
    expect(logged[0]).toHaveBeenCalledTimes(1);
    expect(circuits.reset('openai', 'fake-model')).toBe(1);
    expect(logged[1]).toHaveBeenCalledTimes(1);
  });

  it('is reset by provider, by model, or not at all where there is none', async () => {
    const { circuits, fail } = setUp();
    const model = new FakeChatModel();
    await fail(model);
    await fail(model);
    expect(circuits.reset('openai', 'another')).toBe(0);
    expect(circuits.reset('anthropic')).toBe(0);
    expect(circuits.reset('openai')).toBe(1);
    expect(textOf((await hear(circuits.around(new FakeChatModel(), false), CONTRACT_REQUEST)).events)).toBe(
      'ok',
    );
    expect(circuits.list()[0]).toMatchObject({ phase: 'closed', openedAt: null });
  });

  it('has no breaker where the feature is off', async () => {
    const { circuits, fail } = setUp({ breaker: null });
    const model = new FakeChatModel();
    for (let count = 0; count < 9; count += 1) await fail(model);
    expect(model.requests).toHaveLength(9);
    expect(circuits.list()[0]).toMatchObject({ phase: 'off', failures: 0 });
    expect(circuits.reset('openai')).toBe(1);
  });

  it.each([
    [true, 1],
    [false, 2],
  ])('waits for a long retry-after only without a fallback behind (%s)', async (fallbackBehind, calls) => {
    const { clock, circuits } = setUp();
    const model = new FakeChatModel().fail(down({ retryable: true, retryAfterMs: 5_000 })).answer('late');
    const heard = hear(circuits.around(model, fallbackBehind), CONTRACT_REQUEST);
    for (let turn = 0; turn < 20; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      await clock.advance(500);
    }
    await heard;
    expect(model.requests).toHaveLength(calls);
  });

  it('tells its listeners of retries and fallbacks', async () => {
    const { circuits, fail } = setUp();
    const events: ResilienceEvent[] = [];
    circuits.onEvent((event) => events.push(event));
    await fail(new FakeChatModel());
    expect(events).toEqual([expect.objectContaining({ type: 'gave-up', reason: 'not-retryable' })]);
  });

  it('must not grow with the names that callers choose, and forgets none that is in trouble', async () => {
    const { circuits, fail } = setUp();
    const troubled = new FakeChatModel('openai', 'troubled');
    await fail(troubled);
    await fail(troubled);
    for (let count = 0; count < 300; count += 1)
      circuits.around(new FakeChatModel('openai', `model-${count}`), false);
    expect(circuits.list()).toHaveLength(256);
    expect(circuits.list()[0]).toMatchObject({ model: 'troubled', phase: 'open' });
  });
});
