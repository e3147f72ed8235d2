import * as fc from 'fast-check';
import {
  IN_FLIGHT_DEFAULTS,
  InFlightLimiter,
  type Entry,
  type InFlightSettings,
  type Priority,
} from './in-flight-limiter.js';

const RUNS = Number(process.env.RESILIENCE_RUNS ?? 100_000);
const TWIN_RUNS = 20_000;

type Step = Priority | 'pressure' | 'relief' | { readonly leave: number };

interface Subject {
  enter(priority: Priority): Entry;
}

const SETTINGS: InFlightSettings = { ...IN_FLIGHT_DEFAULTS, limit: 6, reserved: 2 };

const steps = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.constant<Step>('ordinary') },
    { weight: 8, arbitrary: fc.constant<Step>('critical') },
    { weight: 10, arbitrary: fc.record({ leave: fc.nat({ max: 9 }) }) },
    { weight: 1, arbitrary: fc.constantFrom<Step>('pressure', 'relief') },
  ),
  { minLength: 10, maxLength: 60, size: 'max' },
);

/** Six places, written as a set of names; two of them only for critical work. */
function agrees(make: (isHigh: () => boolean) => Subject, sequence: readonly Step[]): boolean {
  let high = false;
  const subject = make(() => high);
  const inside = new Map<symbol, () => void>();
  return sequence.every((step) => {
    if (step === 'pressure' || step === 'relief') high = step === 'pressure';
    else if (typeof step === 'object') {
      const [name, leave] = [...inside][step.leave % Math.max(1, inside.size)] ?? [];
      if (name) inside.delete(name);
      leave?.();
      leave?.();
    } else {
      const entry = subject.enter(step);
      const expected = step === 'critical' ? inside.size < 6 : inside.size < 4 && !high;
      if (entry.admitted !== expected) return false;
      if (entry.admitted) inside.set(Symbol(step), entry.leave);
    }
    return true;
  });
}

const real =
  (settings = SETTINGS) =>
  (isHigh: () => boolean): Subject =>
    new InFlightLimiter(settings, { isHigh });

function countsLeavingTwice(isHigh: () => boolean): Subject {
  let extra = 0;
  const limiter = real()(isHigh);
  return {
    enter: (priority) => {
      const entry = limiter.enter(priority);
      if (entry.admitted || extra === 0) {
        return entry.admitted ? { admitted: true, leave: () => (entry.leave(), (extra += 1)) } : entry;
      }
      extra -= 1;
      return { admitted: true, leave: () => undefined };
    },
  };
}

describe(InFlightLimiter.name, () => {
  it('does what the reference model does, whatever happens', () => {
    fc.assert(
      fc.property(steps, (sequence) => agrees(real(), sequence)),
      { numRuns: RUNS },
    );
  });

  it.each([
    ['has a place too many', real({ ...SETTINGS, limit: 7, reserved: 3 })],
    ['gives reserved places away', real({ ...SETTINGS, reserved: 0 })],
    ['does not feel pressure', () => new InFlightLimiter(SETTINGS)],
    ['treats all alike', (isHigh: () => boolean) => ({ enter: () => real()(isHigh).enter('ordinary') })],
    ['counts leaving twice', countsLeavingTwice],
  ])('a broken twin that %s is caught', (_, make) => {
    const result = fc.check(
      fc.property(steps, (sequence) => agrees(make, sequence)),
      { numRuns: TWIN_RUNS, endOnFailure: true },
    );
    expect(result.failed).toBe(true);
  });

  it.each([
    [undefined, 1_000],
    [20, 1_000],
    [4_000, 4_000],
    [90_000, 30_000],
  ])('when full it refuses with a hint by how long work takes (%p ms → %p ms)', (usual, hint) => {
    const usualMs = usual === undefined ? undefined : () => usual;
    const limiter = new InFlightLimiter({ ...SETTINGS, limit: 1, reserved: 0 }, { usualMs });
    limiter.enter('ordinary');
    expect(limiter.inFlight).toBe(1);
    expect(limiter.enter('critical')).toEqual({ admitted: false, retryAfterMs: hint });
  });
});
