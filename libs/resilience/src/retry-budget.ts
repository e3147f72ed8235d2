import type { Clock } from './clock.js';

export interface RetryBudgetSettings {
  /** Retries each first call pays for. */
  readonly perCall: number;
  /** Retries a second, whatever the traffic. */
  readonly perSecond: number;
  /** Retries that can be saved up. */
  readonly capacity: number;
}

/** 10 % of traffic and 3 a second; half a second's worth of 200 calls a second can be saved. */
export const RETRY_BUDGET_DEFAULTS: RetryBudgetSettings = Object.freeze({
  perCall: 0.1,
  perSecond: 3,
  capacity: 10,
});

/**
 * A token bucket that keeps retries from turning an outage into a flood: over any stretch of time,
 * retries ≤ 0.1 × first calls + 3 × seconds + what was saved before it (at most `capacity`). It starts with one
 * second's worth.
 */
export class RetryBudget {
  /** Thousandths of a retry: with whole milliseconds whole numbers, so that ten times a tenth is one. */
  private saved: number;
  private countedAt: number;

  constructor(
    private readonly clock: Pick<Clock, 'monotonic'>,
    private readonly settings: RetryBudgetSettings = RETRY_BUDGET_DEFAULTS,
  ) {
    this.saved = Math.min(settings.perSecond, settings.capacity) * 1_000;
    this.countedAt = clock.monotonic();
  }

  /** A first call was made (not a retry): it pays in. */
  recordCall(): void {
    this.payIn(this.settings.perCall);
  }

  /** Takes one retry out, or says that there is none. */
  tryRetry(): boolean {
    this.payIn(0);
    if (this.saved < 1_000) return false;
    this.saved -= 1_000;
    return true;
  }

  /** Retries that could be made at this moment, with fractions. */
  get available(): number {
    this.payIn(0);
    return this.saved / 1_000;
  }

  private payIn(amount: number): void {
    const now = this.clock.monotonic();
    const { perSecond, capacity } = this.settings;
    const dripped = (now - this.countedAt) * perSecond;
    this.countedAt = now;
    this.saved = Math.min(capacity * 1_000, this.saved + dripped + amount * 1_000);
  }
}
