/**
 * The breaker's decisions, apart from its mechanism: pure functions from a state to the next one. Times are
 * monotonic milliseconds. A state holds at most `failures - 1` numbers, so its memory is bounded.
 */
export interface BreakerSettings {
  /** This many failures within `windowMs` open a closed breaker. */
  readonly failures: number;
  readonly windowMs: number;
  /** How long an open breaker lets nothing through. */
  readonly openMs: number;
  /** Calls that may try a half-open breaker at once. */
  readonly maxProbes: number;
  /** Successes in a row that close a half-open breaker. */
  readonly successes: number;
}

/** The seed document's numbers. */
export const BREAKER_DEFAULTS: BreakerSettings = Object.freeze({
  failures: 5,
  windowMs: 60_000,
  openMs: 30_000,
  maxProbes: 3,
  successes: 2,
});

/** `neither`: says nothing about the upstream's health (throttled, or the caller went away). */
export type CallOutcome = 'success' | 'failure' | 'neither';

interface EveryState {
  /** Grows with each change, so that the report of a call begun earlier is known as such. */
  readonly generation: number;
  /**
   * Probes in flight, those of earlier half-open phases included: a probe that outlives its phase still loads
   * the upstream, and "three at once, ever" counts it.
   */
  readonly probes: number;
}

export interface ClosedState extends EveryState {
  readonly kind: 'closed';
  /** Oldest first, shorter than `failures`. */
  readonly failedAt: readonly number[];
}

export interface OpenState extends EveryState {
  readonly kind: 'open';
  readonly openedAt: number;
}

export interface HalfOpenState extends EveryState {
  readonly kind: 'half-open';
  /** In a row, since the phase began. */
  readonly successes: number;
}

export type BreakerState = ClosedState | OpenState | HalfOpenState;

/** What a call must bring back to be reported. */
export interface Ticket {
  readonly generation: number;
  readonly probe: boolean;
}

export type Admission =
  | { readonly admitted: true; readonly state: BreakerState; readonly ticket: Ticket }
  | { readonly admitted: false; readonly state: BreakerState; readonly retryAfterMs: number };

/** All places are taken by probes, which end when they end: look again in a second. */
const PROBES_HINT_MS = 1_000;

export const NEW_BREAKER: ClosedState = Object.freeze({
  kind: 'closed',
  generation: 0,
  probes: 0,
  failedAt: [],
});

/** May a call go through now? */
export function admit(state: BreakerState, now: number, settings: BreakerSettings): Admission {
  if (state.kind === 'closed') {
    return { admitted: true, state, ticket: { generation: state.generation, probe: false } };
  }
  const retryAfterMs = opensInMs(state, now, settings);
  if (retryAfterMs > 0) return { admitted: false, state, retryAfterMs };
  return probe(state.kind === 'open' ? halfOpen(state) : state, settings);
}

/** What the end of an admitted call makes of the state. A ticket may be reported once. */
export function report(
  state: BreakerState,
  ticket: Ticket,
  outcome: CallOutcome,
  now: number,
  settings: BreakerSettings,
): BreakerState {
  const freed = ticket.probe ? { ...state, probes: state.probes - 1 } : state;
  if (outcome === 'neither' || ticket.generation !== state.generation) return freed;
  // No ticket has the generation of an open state: it ends when the next one begins.
  if (freed.kind === 'open') return freed;
  if (freed.kind === 'closed') return outcome === 'failure' ? countFailure(freed, now, settings) : freed;
  return outcome === 'failure' ? open(freed, now) : countSuccess(freed, settings);
}

/** Closed again by hand; calls begun before it no longer count. */
export function reset(state: BreakerState): ClosedState {
  return { kind: 'closed', generation: state.generation + 1, probes: state.probes, failedAt: [] };
}

/** Milliseconds until an open breaker lets a probe through; never negative, 0 for any other state. */
export function opensInMs(state: BreakerState, now: number, settings: BreakerSettings): number {
  return state.kind === 'open' ? Math.max(0, state.openedAt + settings.openMs - now) : 0;
}

/** Failures that still count at `now`. */
export function recentFailures(
  state: BreakerState,
  now: number,
  settings: BreakerSettings,
): readonly number[] {
  return state.kind === 'closed' ? state.failedAt.filter((at) => now - at < settings.windowMs) : [];
}

function probe(state: HalfOpenState, settings: BreakerSettings): Admission {
  if (state.probes >= settings.maxProbes) return { admitted: false, state, retryAfterMs: PROBES_HINT_MS };
  const ticket = { generation: state.generation, probe: true };
  return { admitted: true, state: { ...state, probes: state.probes + 1 }, ticket };
}

function countFailure(state: ClosedState, now: number, settings: BreakerSettings): BreakerState {
  const failedAt = [...recentFailures(state, now, settings), now];
  return failedAt.length >= settings.failures ? open(state, now) : { ...state, failedAt };
}

function countSuccess(state: HalfOpenState, settings: BreakerSettings): BreakerState {
  const successes = state.successes + 1;
  return successes >= settings.successes ? reset(state) : { ...state, successes };
}

function open(state: BreakerState, now: number): OpenState {
  return { kind: 'open', generation: state.generation + 1, probes: state.probes, openedAt: now };
}

function halfOpen(state: BreakerState): HalfOpenState {
  return { kind: 'half-open', generation: state.generation + 1, probes: state.probes, successes: 0 };
}
