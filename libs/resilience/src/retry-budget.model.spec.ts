import * as fc from 'fast-check';
import { RETRY_BUDGET_DEFAULTS, RetryBudget } from './retry-budget.js';

const RUNS = Number(process.env.RESILIENCE_RUNS ?? 100_000);
const TWIN_RUNS = 20_000;

interface Time {
  ms: number;
}

interface Subject {
  recordCall(): void;
  tryRetry(): boolean;
}

type Step = 'call' | 'retry' | { readonly wait: number };

/** Thousandths of a token, whole numbers only: 100 a call, 3 a millisecond, 10,000 at most, 3,000 to begin with. */
class ReferenceBudget {
  private thousandths = 3_000;

  pass(ms: number): void {
    this.add(3 * ms);
  }

  add(thousandths: number): void {
    this.thousandths = Math.min(10_000, this.thousandths + thousandths);
  }

  take(): boolean {
    if (this.thousandths < 1_000) return false;
    this.thousandths -= 1_000;
    return true;
  }
}

const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constant<Step>('call') },
    { weight: 8, arbitrary: fc.constant<Step>('retry') },
    { weight: 3, arbitrary: fc.record({ wait: fc.oneof(fc.nat({ max: 900 }), fc.nat({ max: 6_000 })) }) },
  ),
  { minLength: 10, maxLength: 80, size: 'max' },
);

function agrees(make: (time: Time) => Subject, sequence: readonly Step[]): boolean {
  const time = { ms: 0 };
  const subject = make(time);
  const reference = new ReferenceBudget();
  return sequence.every((step) => {
    if (step === 'retry') return subject.tryRetry() === reference.take();
    if (step === 'call') {
      subject.recordCall();
      reference.add(100);
    } else {
      time.ms += step.wait;
      reference.pass(step.wait);
    }
    return true;
  });
}

const real =
  (settings = RETRY_BUDGET_DEFAULTS) =>
  (time: Time): Subject =>
    new RetryBudget({ monotonic: () => time.ms }, settings);

function forgetful(time: Time): Subject {
  const budget = real()(time);
  return { recordCall: () => budget.recordCall(), tryRetry: () => budget.tryRetry() || time.ms > 20_000 };
}

function countsRetriesAsTraffic(time: Time): Subject {
  const budget = real()(time);
  const tryRetry = () => {
    const allowed = budget.tryRetry();
    if (allowed) budget.recordCall();
    return allowed;
  };
  return { recordCall: () => budget.recordCall(), tryRetry };
}

describe(RetryBudget.name, () => {
  it('does what the reference model does, whatever happens', () => {
    fc.assert(
      fc.property(steps, (sequence) => agrees(real(), sequence)),
      { numRuns: RUNS },
    );
  });

  it.each([
    ['pays 20 % of traffic', real({ ...RETRY_BUDGET_DEFAULTS, perCall: 0.2 })],
    ['drips 4 a second', real({ ...RETRY_BUDGET_DEFAULTS, perSecond: 4 })],
    ['saves without end', real({ ...RETRY_BUDGET_DEFAULTS, capacity: 1_000 })],
    ['stops counting', forgetful],
    ['counts retries as traffic', countsRetriesAsTraffic],
  ])('a broken twin that %s is caught', (_, make) => {
    const result = fc.check(
      fc.property(steps, (sequence) => agrees(make, sequence)),
      { numRuns: TWIN_RUNS, endOnFailure: true },
    );
    expect(result.failed).toBe(true);
  });

  it('keeps the load of a full outage below 1.1 times the traffic plus three a second', () => {
    const time = { ms: 0 };
    const budget = new RetryBudget({ monotonic: () => time.ms });
    let load = 0;
    for (let call = 0; call < 12_000; call += 1, time.ms += 5) {
      budget.recordCall();
      load += 1;
      for (let retry = 0; retry < 2; retry += 1) load += budget.tryRetry() ? 1 : 0;
    }
    const seconds = time.ms / 1_000;
    expect(load).toBeLessThanOrEqual(1.1 * 12_000 + 3 * (seconds + 1));
    expect(load).toBeGreaterThan(1.1 * 12_000);
  });
});
