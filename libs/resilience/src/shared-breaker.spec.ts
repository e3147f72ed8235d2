import { BREAKER_DEFAULTS } from './breaker-state.js';
import { CircuitBreaker, type BreakerPhase } from './circuit-breaker.js';
import { FakeTime } from './fake-time.js';
import { SharedBreaker, type Evidence } from './shared-breaker.js';

function setUp() {
  const clock = new FakeTime();
  let made = 0;
  const ownOf = (caller: string) => {
    made += 1;
    return new CircuitBreaker(caller, clock);
  };
  const everybody = new CircuitBreaker('everybody', clock);
  const breaker = new SharedBreaker({ everybody, ownOf, clock, windowMs: BREAKER_DEFAULTS.windowMs });
  const call = (caller: string, evidence: Evidence) => {
    const permit = breaker.admit(caller);
    if (permit.admitted) permit.report(evidence);
    return permit.admitted;
  };
  const phase = (): BreakerPhase => breaker.snapshot().phase;
  return { clock, breaker, call, phase, made: () => made };
}

const times = (count: number, act: (turn: number) => unknown) =>
  Array.from({ length: count }, (_, i) => act(i));

describe(SharedBreaker.name, () => {
  it('takes what the upstream says itself for everybody', () => {
    const { call, phase, made } = setUp();
    times(5, () => call('a', 'failure'));
    expect([phase(), call('b', 'success'), made()]).toEqual(['open', false, 0]);
  });

  it('must not let one caller’s silences open it for others, however many and at whatever time', async () => {
    const { clock, call, phase } = setUp();
    for (let turn = 0; turn < 100; turn += 1) {
      call('a', 'silence');
      await clock.advance(5_000);
      expect(phase()).toBe('closed');
    }
    expect(call('b', 'success')).toBe(true);
  });

  it('refuses the caller whose own it opened, tries again after a while and closes on two successes', async () => {
    const { clock, breaker, call } = setUp();
    times(5, () => call('a', 'silence'));
    expect(call('a', 'success')).toBe(false);
    expect([breaker.opensInMs('a'), breaker.opensInMs('b')]).toEqual([30_000, 0]);
    await clock.advance(30_000);
    expect(call('a', 'silence')).toBe(true);
    expect(call('a', 'silence')).toBe(false);
    await clock.advance(30_000);
    times(2, () => call('a', 'success'));
    expect(breaker.opensInMs('a')).toBe(0);
    await clock.advance(60_000);
    expect(breaker.isQuiet).toBe(true);
  });

  it('tells how many callers it is open for while it is closed for all others', () => {
    const { breaker, call, phase } = setUp();
    times(5, () => call('a', 'silence'));
    call('b', 'silence');
    expect([phase(), breaker.openForCallers]).toEqual(['closed', 1]);
    breaker.reset();
    expect(breaker.openForCallers).toBe(0);
  });

  it('gives a probe of the caller’s own back when everybody’s breaker refuses', async () => {
    const { clock, call } = setUp();
    times(5, () => call('a', 'silence'));
    await clock.advance(29_000);
    times(5, () => call('b', 'failure'));
    await clock.advance(1_500);
    times(10, () => expect(call('a', 'success')).toBe(false));
    await clock.advance(29_000);
    expect(call('a', 'success')).toBe(true);
  });

  it('hears of no silence that somebody was answered in', async () => {
    const { clock, breaker, call, phase } = setUp();
    for (const caller of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const permit = breaker.admit(caller);
      const other = breaker.admit('other');
      await clock.advance(1_000);
      if (other.admitted) other.heard();
      if (permit.admitted) permit.report('silence');
    }
    expect([phase(), breaker.snapshot().failures, call('a', 'success')]).toEqual(['closed', 0, true]);
  });

  it('counts a call once', () => {
    const { breaker } = setUp();
    const permit = breaker.admit('a');
    if (permit.admitted) times(9, () => permit.report('silence'));
    expect(breaker.snapshot().failures).toBe(1);
    expect(breaker.opensInMs('a')).toBe(0);
  });

  it('must not grow with its callers', async () => {
    const { clock, breaker, call, made } = setUp();
    const permits = times(200, (turn) => breaker.admit(`caller ${turn}`)) as ReturnType<
      typeof breaker.admit
    >[];
    for (const permit of permits) if (permit.admitted) permit.report('silence');
    expect(made()).toBe(64);
    await clock.advance(60_000);
    await clock.advance(30_000);
    call('one more', 'silence');
    expect(made()).toBe(65);
  });

  it('is reset for everybody, callers’ own included', () => {
    const { breaker, call } = setUp();
    times(5, () => call('a', 'silence'));
    breaker.reset();
    expect(call('a', 'success')).toBe(true);
    expect(breaker.isQuiet).toBe(true);
  });
});
