import { BREAKER_DEFAULTS, NEW_BREAKER, report, type OpenState } from './breaker-state.js';
import { CircuitBreaker, type BreakerChange, type Permit } from './circuit-breaker.js';
import { FakeTime } from './fake-time.js';

function setUp() {
  const time = new FakeTime();
  const breaker = new CircuitBreaker('openai/gpt-4o-mini', time);
  const changes: BreakerChange[] = [];
  breaker.onChange((change) => changes.push(change));
  return { time, breaker, changes };
}

function enter(breaker: CircuitBreaker): Permit {
  const entry = breaker.admit();
  if (!entry.admitted) throw new Error('refused');
  return entry;
}

function fail(breaker: CircuitBreaker, times: number): void {
  for (let time = 0; time < times; time += 1) enter(breaker).report('failure');
}

describe(CircuitBreaker.name, () => {
  it('opens at the fifth failure within a minute and says when to come back', async () => {
    const { time, breaker, changes } = setUp();
    fail(breaker, 4);
    expect(breaker.snapshot()).toMatchObject({
      phase: 'closed',
      failures: 4,
      openedAt: null,
      retryAfterMs: 0,
    });
    fail(breaker, 1);
    await time.advance(10_000);
    expect(breaker.admit()).toEqual({ admitted: false, retryAfterMs: 20_000 });
    expect(breaker.snapshot()).toEqual({
      name: 'openai/gpt-4o-mini',
      phase: 'open',
      failures: 0,
      probesInFlight: 0,
      openedAt: 1_000_000,
      retryAfterMs: 20_000,
    });
    expect(changes).toEqual([{ name: 'openai/gpt-4o-mini', from: 'closed', to: 'open', at: 1_000_000 }]);
  });

  it('forgets failures after a minute', async () => {
    const { time, breaker } = setUp();
    fail(breaker, 4);
    await time.advance(60_000);
    fail(breaker, 4);
    expect(breaker.snapshot()).toMatchObject({ phase: 'closed', failures: 4 });
  });

  it('lets three probes through, refuses a fourth for a second, and closes after two successes', async () => {
    const { time, breaker, changes } = setUp();
    fail(breaker, 5);
    await time.advance(30_000);
    const probes = [enter(breaker), enter(breaker), enter(breaker)];
    expect(breaker.admit()).toEqual({ admitted: false, retryAfterMs: 1_000 });
    expect(breaker.snapshot()).toMatchObject({ phase: 'half-open', probesInFlight: 3 });
    probes.slice(0, 2).forEach((probe) => probe.report('success'));
    expect(breaker.snapshot()).toMatchObject({ phase: 'closed', probesInFlight: 1 });
    expect(changes.map(({ to }) => to)).toEqual(['open', 'half-open', 'closed']);
  });

  it('does not lose count of a probe that outlives its phase', async () => {
    const { time, breaker } = setUp();
    fail(breaker, 5);
    await time.advance(30_000);
    const [first, second, third] = [enter(breaker), enter(breaker), enter(breaker)];
    first.report('failure');
    await time.advance(30_000);
    const fourth = enter(breaker);
    expect(breaker.admit().admitted).toBe(false);
    second.report('success');
    third.report('success');
    expect(breaker.snapshot()).toMatchObject({ phase: 'half-open', probesInFlight: 1 });
    fourth.report('neither');
    expect(breaker.snapshot()).toMatchObject({ phase: 'half-open', probesInFlight: 0 });
  });

  it('closes by hand, and calls begun before do not open it again', () => {
    const { breaker, changes } = setUp();
    const old = enter(breaker);
    fail(breaker, 5);
    breaker.reset();
    old.report('failure');
    expect(breaker.snapshot()).toMatchObject({ phase: 'closed', failures: 0 });
    expect(changes.map(({ to }) => to)).toEqual(['open', 'closed']);
  });

  it('is not harmed by a listener that throws, and forgets one that has gone', () => {
    const { breaker, changes } = setUp();
    const gone = jest.fn();
    breaker.onChange(gone).dispose();
    breaker.onChange(() => {
      throw new Error('the log is full');
    });
    fail(breaker, 5);
    expect(changes).toHaveLength(1);
    expect(gone).not.toHaveBeenCalled();
  });

  it('an open state hears no report, not even with a forged ticket', () => {
    const open: OpenState = { kind: 'open', generation: 1, probes: 0, openedAt: 0 };
    expect(report(open, { generation: 1, probe: false }, 'success', 5, BREAKER_DEFAULTS)).toBe(open);
    expect(NEW_BREAKER.failedAt).toEqual([]);
  });
});
