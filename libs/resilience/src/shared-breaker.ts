import type { CallOutcome } from './breaker-state.js';
import type { BreakerSnapshot, CircuitBreaker, Permit, Refusal } from './circuit-breaker.js';
import type { Clock } from './clock.js';

/**
 * What a call says of its upstream. `silence`: time was up and nothing had come of it, which depends on what was
 * asked for and how long its caller would wait, and is therefore that caller's word.
 */
export type Evidence = CallOutcome | 'silence';

/** Leave for one call; whoever holds it reports once, later reports do nothing. */
export interface SharedPermit {
  readonly admitted: true;
  /** Something has come: whoever was waiting at that moment was not waiting for a dead upstream. */
  heard(): void;
  report(evidence: Evidence): void;
}

export interface SharedBreakerParts {
  readonly everybody: CircuitBreaker;
  /** A breaker for one caller, whose id is given. */
  readonly ownOf: (caller: string) => CircuitBreaker;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** For so long a caller's silence counts once for everybody. Milliseconds. */
  readonly windowMs: number;
}

interface Caller {
  readonly breaker: CircuitBreaker;
  countedAt: number;
}

/** Long before so many callers hear nothing, everybody's breaker has opened. */
const MOST_CALLERS = 64;

/**
 * One breaker for everybody, and one for each caller who hears nothing. What an upstream says itself (errors,
 * answers) is everybody's evidence. A silence is its caller's: it counts each time for the caller's own breaker, and
 * once in `windowMs` for everybody's, so that nobody closes an upstream for others by asking for what takes long and
 * leaving early; and nowhere when anybody has heard something meanwhile.
 */
export class SharedBreaker {
  private readonly callers = new Map<string, Caller>();
  private heardAt = -Infinity;

  constructor(private readonly parts: SharedBreakerParts) {}

  admit(caller: string): SharedPermit | Refusal {
    const own = this.callers.get(caller)?.breaker.admit();
    if (own && !own.admitted) return own;
    const shared = this.parts.everybody.admit();
    if (shared.admitted) return this.permit(caller, shared, own);
    own?.report('neither');
    return shared;
  }

  /** Milliseconds until a call of this caller may go. */
  opensInMs(caller: string): number {
    const own = this.callers.get(caller)?.breaker.snapshot().retryAfterMs ?? 0;
    return Math.max(own, this.snapshot().retryAfterMs);
  }

  /** Of everybody's. */
  snapshot(): BreakerSnapshot {
    return this.parts.everybody.snapshot();
  }

  /** How many callers have one of their own that is open: they are refused where everybody else is let in. */
  get openForCallers(): number {
    return [...this.callers.values()].filter(({ breaker }) => breaker.snapshot().phase === 'open').length;
  }

  /** Whether nothing would be lost if it were forgotten. */
  get isQuiet(): boolean {
    this.forgetQuiet();
    return this.callers.size === 0 && isQuiet(this.parts.everybody);
  }

  reset(): void {
    this.parts.everybody.reset();
    for (const { breaker } of this.callers.values()) breaker.reset();
    this.callers.clear();
  }

  private permit(caller: string, shared: Permit, own: Permit | undefined): SharedPermit {
    const beganAt = this.parts.clock.monotonic();
    let reported = false;
    return {
      admitted: true,
      heard: () => {
        this.heardAt = this.parts.clock.monotonic();
      },
      report: (evidence) => {
        if (reported) return;
        reported = true;
        if (evidence !== 'silence') {
          shared.report(evidence);
          own?.report(evidence === 'success' ? 'success' : 'neither');
        } else if (this.heardAt > beganAt) {
          shared.report('neither');
          own?.report('neither');
        } else this.silent(caller, shared, own);
      },
    };
  }

  private silent(caller: string, shared: Permit, own: Permit | undefined): void {
    const { clock, windowMs } = this.parts;
    const known = this.callers.get(caller) ?? this.remember(caller);
    const counts = known !== undefined && clock.monotonic() - known.countedAt >= windowMs;
    if (counts) known.countedAt = clock.monotonic();
    shared.report(counts ? 'failure' : 'neither');
    // It had no breaker when this call began, or the one it had has been forgotten.
    const permit = own ?? known?.breaker.admit();
    if (permit?.admitted) permit.report('failure');
  }

  private remember(caller: string): Caller | undefined {
    if (this.callers.size >= MOST_CALLERS) this.forgetQuiet();
    if (this.callers.size >= MOST_CALLERS) return undefined;
    const made = { breaker: this.parts.ownOf(caller), countedAt: -Infinity };
    this.callers.set(caller, made);
    return made;
  }

  private forgetQuiet(): void {
    const before = this.parts.clock.monotonic() - this.parts.windowMs;
    for (const [caller, { breaker, countedAt }] of this.callers)
      if (countedAt <= before && isQuiet(breaker)) this.callers.delete(caller);
  }
}

function isQuiet(breaker: CircuitBreaker): boolean {
  const { phase, failures, probesInFlight } = breaker.snapshot();
  return phase === 'closed' && failures === 0 && probesInFlight === 0;
}
