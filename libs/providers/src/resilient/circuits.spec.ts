import { Logger } from '@nestjs/common';
import { DeadlineExceeded } from '@app/platform';
import { FakeClock } from '@app/platform/testing';
import { timersOf } from '@app/resilience';
import { CONTRACT_REQUEST, hear, textOf } from '../chat-model.contract.js';
import type { ModelRequest } from '../chat-model.js';
import { FakeChatModel, HANG } from '../fake-chat-model.js';
import { ProviderError } from '../provider-error.js';
import { Circuits, type AroundOptions, type CircuitsOptions } from './circuits.js';
import type { ResilienceEvent } from './resilience-event.js';

function down(more: { retryAfterMs?: number; retryable?: boolean } = {}): ProviderError {
  const plain = { provider: 'openai', model: 'fake-model', progress: 'failed', retryable: false } as const;
  return new ProviderError('provider-failed', 'provider-unavailable', 'It failed.', { ...plain, ...more });
}

function around(circuits: Circuits, model: FakeChatModel, more: Partial<AroundOptions> = {}) {
  return circuits.around(model, { circuit: model.model, caller: 'someone', fallbackBehind: false, ...more });
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
    await hear(around(circuits, model.fail(down())), CONTRACT_REQUEST);
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
    expect((await hear(around(circuits, model), CONTRACT_REQUEST)).error).toMatchObject({
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
    expect(textOf((await hear(around(circuits, new FakeChatModel()), CONTRACT_REQUEST)).events)).toBe('ok');
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
    const heard = hear(around(circuits, model, { fallbackBehind }), CONTRACT_REQUEST);
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
      around(circuits, new FakeChatModel('openai', `model-${count}`));
    expect(circuits.list()).toHaveLength(256);
    expect(circuits.list()[0]).toMatchObject({ model: 'troubled', phase: 'open' });
  });

  it('is forgotten only while nothing is held against it, however old', async () => {
    const { circuits, fail } = setUp();
    await fail(new FakeChatModel('openai', 'failed-once'));
    for (let count = 0; count < 300; count += 1)
      around(circuits, new FakeChatModel('openai', `model-${count}`));
    expect(circuits.list()[0]).toMatchObject({ model: 'failed-once', failures: 1 });
  });

  it('stays bounded where every circuit is in trouble', async () => {
    const { circuits, fail } = setUp({ breaker: { failures: 2, windowMs: 1e9 } });
    for (let count = 0; count < 260; count += 1) await fail(new FakeChatModel('openai', `model-${count}`));
    expect(circuits.list()).toHaveLength(256);
    expect(circuits.list()[0]).toMatchObject({ model: 'model-0', failures: 1 });
  });

  it('is one for all the names of a model', async () => {
    const { circuits } = setUp();
    for (const day of ['01', '02']) {
      const model = new FakeChatModel('openai', `gpt-2033-01-${day}`).fail(down());
      await hear(around(circuits, model, { circuit: 'gpt' }), CONTRACT_REQUEST);
    }
    expect(circuits.list()).toEqual([expect.objectContaining({ model: 'gpt', phase: 'open' })]);
  });

  it('gives a model the time that configuration says', async () => {
    const { clock, circuits } = setUp({ firstTokenMs: new Map([['slow', 50_000]]) });
    const model = new FakeChatModel('openai', 'slow-2033-01-01').follow([HANG]);
    const heard = hear(around(circuits, model, { circuit: 'slow' }), CONTRACT_REQUEST);
    await clock.advance(49_999);
    expect(model.closedEarly).toBe(0);
    await clock.advance(1);
    expect((await heard).error).toMatchObject({ code: 'provider-timeout' });
  });

  describe('callers whose time is up', () => {
    /** A model that says something after a tenth of a second. */
    class QuickModel extends FakeChatModel {
      constructor(private readonly clock: FakeClock) {
        super();
      }

      override async *stream(request: ModelRequest) {
        await this.clock.sleep(100);
        yield* super.stream(request);
      }
    }

    async function quickModel() {
      const house = setUp({ breaker: { failures: 5 } });
      const heard = hear(around(house.circuits, new QuickModel(house.clock)), CONTRACT_REQUEST);
      await house.clock.advance(100);
      expect((await heard).error).toBeUndefined();
      return house;
    }
    type House = Awaited<ReturnType<typeof quickModel>>;

    async function waitInVain({ clock, circuits }: House, caller: string, during?: () => Promise<unknown>) {
      const model = new FakeChatModel().follow([HANG]);
      const controller = new AbortController();
      const { signal } = controller;
      const heard = hear(around(circuits, model, { caller }), { ...CONTRACT_REQUEST, signal });
      await clock.advance(2_500);
      await during?.();
      controller.abort(new DeadlineExceeded());
      return (await heard).error;
    }

    const askAs = async ({ circuits }: House, caller: string) => {
      const heard = await hear(
        around(circuits, new FakeChatModel().answer('ok'), { caller }),
        CONTRACT_REQUEST,
      );
      return textOf(heard.events) || heard.error;
    };

    it('one caller must not close a model for others by asking for what takes long and leaving early', async () => {
      const house = await quickModel();
      for (let call = 0; call < 8; call += 1) await waitInVain(house, 'impatient');
      expect(house.circuits.list()).toMatchObject([{ phase: 'closed', openForCallers: 1 }]);
      expect(await askAs(house, 'victim')).toBe('ok');
      expect(await askAs(house, 'impatient')).toMatchObject({ code: 'breaker-open', retryAfterSeconds: 23 });
      expect(house.circuits.list()[0]).toMatchObject({ phase: 'closed', failures: 1 });
    });

    it('a provider that is silent to five callers is left alone for everybody', async () => {
      const house = await quickModel();
      for (const caller of ['a', 'b', 'c', 'd', 'e']) await waitInVain(house, caller);
      expect(await askAs(house, 'f')).toMatchObject({ code: 'breaker-open' });
    });

    it('a provider that is silent to the only caller is left alone for it, and tried again later', async () => {
      const house = await quickModel();
      for (let call = 0; call < 5; call += 1) await waitInVain(house, 'only');
      expect(await askAs(house, 'only')).toMatchObject({ code: 'breaker-open' });
      await house.clock.advance(30_000);
      expect([await askAs(house, 'only'), await askAs(house, 'only')]).toEqual(['ok', 'ok']);
      expect(house.circuits.reset('openai')).toBe(1);
    });

    it('one caller must not close a model for others by what makes it think for long', async () => {
      const { clock, circuits } = setUp({ breaker: { failures: 5 } });
      for (let call = 0; call < 5; call += 1) {
        const heard = hear(
          around(circuits, new FakeChatModel('openai', 'o3').follow([HANG])),
          CONTRACT_REQUEST,
        );
        await clock.advance(100_000);
        expect((await heard).error).toMatchObject({ code: 'provider-timeout' });
      }
      expect(circuits.list()[0]).toMatchObject({ model: 'o3', phase: 'closed' });
    });

    it('nothing is a silence while somebody else is answered', async () => {
      const house = await quickModel();
      for (const caller of ['a', 'b', 'c', 'd', 'e', 'f'])
        await waitInVain(house, caller, () => askAs(house, 'somebody'));
      expect(house.circuits.list()[0]).toMatchObject({ phase: 'closed', failures: 0 });
      expect(await askAs(house, 'a')).toBe('ok');
    });
  });
});
