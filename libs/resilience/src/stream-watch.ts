import type { Clock } from './clock.js';
import type { Timer, Timers } from './timers.js';

/** Milliseconds each; `Infinity`: no limit. */
export interface StreamLimits {
  /** From the start to the first item that counts. */
  readonly firstItemMs: number;
  /** Waiting for the source between two items; a slow reader is not the source's silence. */
  readonly silenceMs: number;
  readonly totalMs: number;
}

export type Expiry = 'first-item' | 'silence' | 'total';

/**
 * Watches a stream's three limits with one timer. An item only notes the time; when the timer fires it looks
 * whether anything is late, and starts again for the rest. A stream of a thousand items makes one or two timers.
 */
export class StreamWatch {
  private startedAt = 0;
  private waitingSince: number | undefined;
  private begun = false;
  private timer: Timer | undefined;

  constructor(
    private readonly limits: StreamLimits,
    private readonly clock: Pick<Clock, 'monotonic'>,
    private readonly timers: Timers,
    private readonly onExpiry: (which: Expiry) => void,
  ) {}

  start(): void {
    this.startedAt = this.clock.monotonic();
    const { firstItemMs, silenceMs, totalMs } = this.limits;
    this.lookIn(Math.min(firstItemMs, silenceMs, totalMs));
  }

  /** The reader waits for the source from now on. */
  waiting(): void {
    this.waitingSince = this.clock.monotonic();
  }

  /** The source gave an item; `counts`: it is one that ends the wait for the first. */
  arrived(counts: boolean): void {
    this.waitingSince = undefined;
    this.begun ||= counts;
  }

  stop(): void {
    this.timer?.cancel();
  }

  private lookIn(ms: number): void {
    if (Number.isFinite(ms)) this.timer = this.timers.start(this.look, ms);
  }

  private readonly look = (): void => {
    const now = this.clock.monotonic();
    const leftInAll = this.startedAt + this.limits.totalMs - now;
    const leftInPhase = this.leftInPhase(now);
    if (leftInAll <= 0) this.onExpiry('total');
    else if (leftInPhase <= 0) this.onExpiry(this.begun ? 'silence' : 'first-item');
    else this.lookIn(Math.min(leftInAll, leftInPhase, this.limits.silenceMs));
  };

  private leftInPhase(now: number): number {
    const { firstItemMs, silenceMs } = this.limits;
    if (this.waitingSince === undefined) return silenceMs;
    return this.begun ? this.waitingSince + silenceMs - now : this.startedAt + firstItemMs - now;
  }
}
