export type Priority = 'critical' | 'ordinary';

export interface InFlightSettings {
  /** All work at once. */
  readonly limit: number;
  /** Places of `limit` that only critical work may take. */
  readonly reserved: number;
  /** The shortest and the longest hint, milliseconds. */
  readonly shortestHintMs: number;
  readonly longestHintMs: number;
}

export const IN_FLIGHT_DEFAULTS: InFlightSettings = Object.freeze({
  limit: 500,
  reserved: 50,
  shortestHintMs: 1_000,
  longestHintMs: 30_000,
});

export interface Pressure {
  /** Whether the machine is behind (event-loop delay): then only critical work is let in. */
  readonly isHigh?: () => boolean;
  /** How long work usually takes, for the hint. Milliseconds. */
  readonly usualMs?: () => number;
}

export type Entry =
  | { readonly admitted: true; readonly leave: () => void }
  | { readonly admitted: false; readonly retryAfterMs: number };

/**
 * Lets in what can be carried and refuses the rest at once: there is no queue, because a queue in front of an
 * overloaded service only makes everybody late. Critical work (admin, finance, health) has places of its own.
 *
 * cockatiel's bulkhead was weighed and left: it knows no priorities, carries a function's promise and not a
 * stream, and says no by an error with a stack, which is dear when most of the traffic is refused.
 */
export class InFlightLimiter {
  private current = 0;

  constructor(
    private readonly settings: InFlightSettings = IN_FLIGHT_DEFAULTS,
    private readonly pressure: Pressure = {},
  ) {}

  /** `leave` is called once when the work is over; calling it again does nothing. */
  enter(priority: Priority): Entry {
    if (!this.hasPlaceFor(priority)) return { admitted: false, retryAfterMs: this.hintMs() };
    this.current += 1;
    let inside = true;
    const leave = (): void => {
      if (inside) this.current -= 1;
      inside = false;
    };
    return { admitted: true, leave };
  }

  get inFlight(): number {
    return this.current;
  }

  private hasPlaceFor(priority: Priority): boolean {
    if (priority === 'critical') return this.current < this.settings.limit;
    return this.current < this.settings.limit - this.settings.reserved && !this.pressure.isHigh?.();
  }

  private hintMs(): number {
    const { shortestHintMs, longestHintMs } = this.settings;
    return Math.min(longestHintMs, Math.max(shortestHintMs, this.pressure.usualMs?.() ?? 0));
  }
}
