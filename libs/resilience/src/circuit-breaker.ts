import { EventEmitter } from 'cockatiel';
import {
  admit,
  BREAKER_DEFAULTS,
  NEW_BREAKER,
  opensInMs,
  recentFailures,
  report,
  reset,
  type BreakerSettings,
  type BreakerState,
  type CallOutcome,
  type Ticket,
} from './breaker-state.js';
import type { Clock } from './clock.js';

export type BreakerPhase = BreakerState['kind'];

export interface BreakerChange {
  readonly name: string;
  readonly from: BreakerPhase;
  readonly to: BreakerPhase;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** For health, metrics and admin. */
export interface BreakerSnapshot {
  readonly name: string;
  readonly phase: BreakerPhase;
  /** Failures that count at this moment; 0 unless closed. */
  readonly failures: number;
  readonly probesInFlight: number;
  /** Milliseconds since the epoch; null unless open. */
  readonly openedAt: number | null;
  /** Milliseconds until a probe may go; 0 unless open. */
  readonly retryAfterMs: number;
}

/** Leave for one call. Whoever holds it reports once, in a `finally`: a probe's place is lost otherwise. */
export interface Permit {
  readonly admitted: true;
  /** The first report counts, later ones do nothing. */
  report(outcome: CallOutcome): void;
}

export interface Refusal {
  readonly admitted: false;
  readonly retryAfterMs: number;
}

/**
 * Stops calling an upstream that fails, and finds out carefully whether it is back.
 *
 * cockatiel's breaker was weighed and left: half-open it samples a fixed number of calls and makes the others
 * wait instead of refusing them, counts what it is told not to count as a success, lets reports of calls from
 * before a change through to the sampler, and reads `Date.now()`. Its event emitter is used as it stands.
 */
export class CircuitBreaker {
  private state: BreakerState = NEW_BREAKER;
  private readonly changes = new EventEmitter<BreakerChange>();

  constructor(
    /** What it guards: `openai/gpt-4o-mini`. */
    readonly name: string,
    private readonly clock: Pick<Clock, 'now' | 'monotonic'>,
    private readonly settings: BreakerSettings = BREAKER_DEFAULTS,
  ) {}

  admit(): Permit | Refusal {
    const admission = admit(this.state, this.clock.monotonic(), this.settings);
    this.become(admission.state);
    if (admission.admitted) return this.permit(admission.ticket);
    return { admitted: false, retryAfterMs: admission.retryAfterMs };
  }

  /** Closes it by hand. Probes in flight keep their places until they end. */
  reset(): void {
    this.become(reset(this.state));
  }

  snapshot(): BreakerSnapshot {
    const now = this.clock.monotonic();
    const { state, settings } = this;
    return {
      name: this.name,
      phase: state.kind,
      failures: recentFailures(state, now, settings).length,
      probesInFlight: state.probes,
      openedAt: state.kind === 'open' ? Math.round(this.clock.now() - (now - state.openedAt)) : null,
      retryAfterMs: opensInMs(state, now, settings),
    };
  }

  /**
   * Told after the change, in the call that caused it: keep listeners to a counter or a log line. One that
   * throws harms neither that call nor the other listeners.
   */
  onChange(listener: (change: BreakerChange) => void): { dispose(): void } {
    return this.changes.addListener((change) => {
      try {
        listener(change);
      } catch {
        // A log line that fails must not fail an answer.
      }
    });
  }

  private permit(ticket: Ticket): Permit {
    let reported = false;
    const once = (outcome: CallOutcome): void => {
      if (reported) return;
      reported = true;
      this.become(report(this.state, ticket, outcome, this.clock.monotonic(), this.settings));
    };
    return { admitted: true, report: once };
  }

  private become(next: BreakerState): void {
    const from = this.state.kind;
    this.state = next;
    if (from === next.kind) return;
    this.changes.emit({ name: this.name, from, to: next.kind, at: this.clock.now() });
  }
}
