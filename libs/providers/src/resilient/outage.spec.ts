import { FakeClock } from '@app/platform/testing';
import { RetryBudget, UsualDuration, type BreakerSettings } from '@app/resilience';
import { CONTRACT_REQUEST, hear, type Heard } from '../chat-model.contract.js';
import { ChatModel, type Vendor } from '../chat-model.js';
import type { ModelEvent } from '../model-event.js';
import { ProviderError } from '../provider-error.js';
import { fallback } from './fallback.js';
import { resilient } from './resilient.js';
import { breakerFor } from './breaker.contract.js';
import { UsualWait } from './usual-wait.js';

/** Answers at once, or fails at once with 503; counts what reaches it. */
class Upstream extends ChatModel {
  readonly vendor: Vendor = 'openai';
  readonly model = 'any';
  calls = 0;

  constructor(
    readonly provider: string,
    public isDown: boolean,
  ) {
    super();
  }

  async *stream(): AsyncGenerator<ModelEvent> {
    this.calls += 1;
    if (this.isDown) throw this.failure();
    yield { type: 'model-start', id: 'call', model: 'any' };
    yield { type: 'text-delta', delta: 'ok' };
    yield { type: 'finish', reason: 'stop', rawReason: null };
  }

  private failure(): ProviderError {
    const { provider, model } = this;
    const about = { provider, model, progress: 'failed', retryable: true, status: 503 } as const;
    return new ProviderError('provider-failed', 'provider-overloaded', 'It is overloaded.', about);
  }
}

const NEVER_OPENS: BreakerSettings = {
  failures: Infinity,
  windowMs: 0,
  openMs: 1,
  maxProbes: 1,
  successes: 1,
};

function house(upstreams: readonly [Upstream, ...Upstream[]], breaker?: BreakerSettings) {
  const clock = new FakeClock();
  const wrap = (upstream: Upstream) =>
    resilient(upstream, {
      breaker: breakerFor(upstream.provider, clock, breaker),
      budget: new RetryBudget(clock),
      usual: new UsualDuration(),
      usualWait: new UsualWait(),
      caller: 'someone',
      clock,
      random: () => 0.5,
      timers: { start: () => ({ cancel: () => undefined }) },
    });
  const [first, ...others] = upstreams;
  return { clock, model: fallback([wrap(first), ...others.map(wrap)]) };
}

/** `seconds` of 200 requests a second; then everybody who still waits is heard out. */
async function traffic({ clock, model }: ReturnType<typeof house>, seconds: number): Promise<Heard[]> {
  const heard: Promise<Heard>[] = [];
  for (let tick = 0; tick < seconds * 20; tick += 1) {
    for (let request = 0; request < 10; request += 1) heard.push(hear(model, CONTRACT_REQUEST));
    await clock.advance(50);
  }
  for (let wait = 0; wait < 10; wait += 1) await clock.advance(1_000);
  return Promise.all(heard);
}

describe('an outage of a minute at 200 requests a second', () => {
  it('of one provider: everybody is answered by the other, and the dead one is left in peace', async () => {
    const dead = new Upstream('openai', true);
    const heard = await traffic(house([dead, new Upstream('anthropic', false)]), 60);
    expect(heard.filter(({ error }) => error === undefined)).toHaveLength(12_000);
    expect(dead.calls).toBeLessThan(30);
  });

  it('without a breaker the retry budget alone keeps the load below 1.1 times the traffic and three a second', async () => {
    const dead = new Upstream('openai', true);
    await traffic(house([dead], NEVER_OPENS), 60);
    expect(dead.calls).toBeGreaterThan(12_000);
    expect(dead.calls).toBeLessThanOrEqual(1.1 * 12_000 + 3 * (60 + 10 + 1));
  });

  it('of both: everybody is refused at once with a time to come back, and is answered once one is back', async () => {
    const [one, other] = [new Upstream('openai', true), new Upstream('anthropic', true)];
    const { clock, model } = house([one, other]);
    const heard = await traffic({ clock, model }, 25);
    const errors = heard.map(({ error }) => error as ProviderError);
    expect(errors.every(({ kind }) => kind === 'service-unavailable')).toBe(true);
    expect(errors.every(({ retryAfterSeconds }) => retryAfterSeconds !== undefined)).toBe(true);
    expect(one.calls + other.calls).toBeLessThan(60);
    one.isDown = false;
    await clock.advance(30_000);
    const after = await traffic({ clock, model }, 1);
    // Of the first ten, which come at once, three are the probes.
    expect(after.filter(({ error }) => error === undefined)).toHaveLength(193);
  });
});
