import * as fc from 'fast-check';
import {
  admit,
  BREAKER_DEFAULTS,
  NEW_BREAKER,
  report,
  reset,
  type BreakerState,
  type CallOutcome,
  type Ticket,
} from './breaker-state.js';
import { CircuitBreaker } from './circuit-breaker.js';

/** Sequences per property, a few seconds of them; RESILIENCE_RUNS for another number. fast-check prints the seed of a failure. */
const RUNS = Number(process.env.RESILIENCE_RUNS ?? 100_000);
/** A broken twin must be caught within these; it mostly is within a hundred. */
const TWIN_RUNS = 20_000;

interface Time {
  ms: number;
}

/** A breaker as the property sees it; `null`: refused. Reporting a call twice is allowed. */
interface Subject {
  admit(): ((outcome: CallOutcome) => void) | null;
  reset(): void;
  phase(): BreakerState['kind'];
}

type Step =
  | { readonly do: 'call' }
  | { readonly do: 'report'; readonly which: number; readonly outcome: CallOutcome }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'reset' };

interface ModelCall {
  readonly epoch: number;
  readonly probe: boolean;
}

/** The seed's numbers told as slowly and plainly as possible: every failure is kept, every probe has a name. */
class ReferenceBreaker {
  phase: BreakerState['kind'] = 'closed';
  private epoch = 0;
  private since = 0;
  private failures: { at: number; epoch: number }[] = [];
  private row = 0;
  readonly probing = new Set<ModelCall>();

  admit(now: number): ModelCall | null {
    if (this.phase === 'open' && now >= this.since + 30_000) this.enter('half-open', now);
    if (this.phase === 'open') return null;
    if (this.phase === 'half-open' && this.probing.size >= 3) return null;
    const call = { epoch: this.epoch, probe: this.phase === 'half-open' };
    if (call.probe) this.probing.add(call);
    return call;
  }

  report(call: ModelCall, outcome: CallOutcome, now: number): void {
    this.probing.delete(call);
    if (call.epoch !== this.epoch || outcome === 'neither') return;
    if (outcome === 'success') {
      this.row += 1;
      if (this.phase === 'half-open' && this.row === 2) this.enter('closed', now);
      return;
    }
    this.failures.push({ at: now, epoch: this.epoch });
    const counted = this.failures.filter(({ at, epoch }) => epoch === this.epoch && at > now - 60_000);
    if (this.phase === 'half-open' || counted.length >= 5) this.enter('open', now);
  }

  reset(now: number): void {
    this.enter('closed', now);
  }

  private enter(phase: BreakerState['kind'], now: number): void {
    this.phase = phase;
    this.since = now;
    this.epoch += 1;
    this.row = 0;
  }
}

const step = fc.oneof(
  { weight: 40, arbitrary: fc.constant<Step>({ do: 'call' }) },
  {
    weight: 50,
    arbitrary: fc.record({
      do: fc.constant('report' as const),
      which: fc.nat({ max: 7 }),
      outcome: fc.oneof(
        { weight: 5, arbitrary: fc.constant<CallOutcome>('failure') },
        { weight: 4, arbitrary: fc.constant<CallOutcome>('success') },
        { weight: 2, arbitrary: fc.constant<CallOutcome>('neither') },
      ),
    }),
  },
  {
    weight: 15,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.oneof(fc.nat({ max: 15_000 }), fc.constantFrom(1, 29_999, 30_000, 59_999, 60_000)),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'reset' }) },
);

/** Longer than fast-check's own taste, so that most sequences open, probe and close. */
const steps = fc.array(step, { minLength: 10, maxLength: 70, size: 'max' });

/** The subject lets through and refuses exactly what the reference does, and says the same phase, at each step. */
function agrees(make: (time: Time) => Subject, sequence: readonly Step[]): boolean {
  const time = { ms: 0 };
  const subject = make(time);
  const reference = new ReferenceBreaker();
  const calls: { call: ModelCall; report: (outcome: CallOutcome) => void }[] = [];
  return sequence.every((step) => {
    if (step.do === 'wait') time.ms += step.ms;
    if (step.do === 'reset') {
      subject.reset();
      reference.reset(time.ms);
    }
    if (step.do === 'report' && calls.length > 0) {
      const [ended] = calls.splice(step.which % calls.length, 1);
      ended?.report(step.outcome);
      ended?.report('failure');
      if (ended) reference.report(ended.call, step.outcome, time.ms);
    }
    if (step.do === 'call') {
      const report = subject.admit();
      const call = reference.admit(time.ms);
      if ((report === null) !== (call === null)) return false;
      if (report && call) calls.push({ call, report });
    }
    return subject.phase() === reference.phase && reference.probing.size <= 3;
  });
}

function clockOf(time: Time) {
  return { now: () => time.ms, monotonic: () => time.ms };
}

function realBreaker(settings = BREAKER_DEFAULTS) {
  return (time: Time): Subject => {
    const breaker = new CircuitBreaker('any', clockOf(time), settings);
    return {
      admit: () => {
        const entry = breaker.admit();
        return entry.admitted ? (outcome) => entry.report(outcome) : null;
      },
      reset: () => breaker.reset(),
      phase: () => breaker.snapshot().phase,
    };
  };
}

/** Ways to get one decision wrong. */
interface Mistake {
  ticket?: (ticket: Ticket, state: BreakerState) => Ticket;
  outcome?: (outcome: CallOutcome) => CallOutcome;
  after?: (state: BreakerState, before: BreakerState) => BreakerState;
  reportsTwice?: boolean;
}

function twin(mistake: Mistake, settings = BREAKER_DEFAULTS) {
  const { ticket: forge = (ticket: Ticket) => ticket, outcome: twist = (outcome: CallOutcome) => outcome } =
    mistake;
  const after = mistake.after ?? ((state: BreakerState) => state);
  return (time: Time): Subject => {
    let state: BreakerState = NEW_BREAKER;
    const tell = (ticket: Ticket, outcome: CallOutcome): void => {
      state = after(report(state, forge(ticket, state), twist(outcome), time.ms, settings), state);
    };
    return {
      admit: () => {
        const admission = admit(state, time.ms, settings);
        state = admission.state;
        if (!admission.admitted) return null;
        let told = false;
        return (outcome) => {
          if (!told || mistake.reportsTwice) tell(admission.ticket, outcome);
          told = true;
        };
      },
      reset: () => (state = reset(state)),
      phase: () => state.kind,
    };
  };
}

describe(CircuitBreaker.name, () => {
  it('does what the reference model does, whatever happens', () => {
    const property = fc.property(steps, (sequence) => agrees(realBreaker(), sequence));
    fc.assert(property, { numRuns: RUNS });
  });

  it('is judged fairly: the twin without a mistake agrees too', () => {
    fc.assert(
      fc.property(steps, (sequence) => agrees(twin({}), sequence)),
      { numRuns: 500 },
    );
  });

  it.each([
    ['lets a fourth probe through', twin({}, { ...BREAKER_DEFAULTS, maxProbes: 4 })],
    ['opens at the sixth failure', twin({}, { ...BREAKER_DEFAULTS, failures: 6 })],
    ['forgets a failure too early', twin({}, { ...BREAKER_DEFAULTS, windowMs: 59_999 })],
    ['never forgets a failure', twin({}, { ...BREAKER_DEFAULTS, windowMs: Infinity })],
    ['probes a moment too early', twin({}, { ...BREAKER_DEFAULTS, openMs: 29_999 })],
    ['closes at the first success', twin({}, { ...BREAKER_DEFAULTS, successes: 1 })],
    [
      'counts throttling as failure',
      twin({ outcome: (outcome) => (outcome === 'neither' ? 'failure' : outcome) }),
    ],
    [
      'counts an abort as success',
      twin({ outcome: (outcome) => (outcome === 'neither' ? 'success' : outcome) }),
    ],
    [
      'forgets generations',
      twin({ ticket: (ticket, state) => ({ ...ticket, generation: state.generation }) }),
    ],
    ['hears one call twice', twin({ reportsTwice: true })],
    ['never gives a probe its place back', twin({ ticket: (ticket) => ({ ...ticket, probe: false }) })],
    [
      'forgets the probes in flight when it reopens',
      twin({ after: (state, before) => (state.kind === before.kind ? state : { ...state, probes: 0 }) }),
    ],
    [
      'starts the row again when a probe says neither',
      twin({
        after: (state, before) =>
          state.kind === 'half-open' && before.kind === 'half-open' ? { ...state, successes: 0 } : state,
      }),
    ],
  ])('a broken twin that %s is caught', (_, make) => {
    const result = fc.check(
      fc.property(steps, (sequence) => agrees(make, sequence)),
      { numRuns: TWIN_RUNS, endOnFailure: true },
    );
    expect(result.failed).toBe(true);
  });
});
