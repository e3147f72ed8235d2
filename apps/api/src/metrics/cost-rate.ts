/** Of which minutes the rate is the average. */
const WINDOW_MINUTES = 5;
const MINUTE_MS = 60_000;

/** USD an hour at the pace of the last five minutes. A float: for a gauge, never for a bill. */
export class CostRate {
  private readonly minutes = new Map<number, number>();

  add(usd: number, now: number): void {
    const minute = Math.floor(now / MINUTE_MS);
    this.minutes.set(minute, (this.minutes.get(minute) ?? 0) + usd);
    this.forgetBefore(minute - WINDOW_MINUTES);
  }

  /** Constant in memory and time: at most six minutes are kept. */
  perHour(now: number): number {
    this.forgetBefore(Math.floor(now / MINUTE_MS) - WINDOW_MINUTES);
    let spent = 0;
    for (const usd of this.minutes.values()) spent += usd;
    return (spent * 60) / WINDOW_MINUTES;
  }

  private forgetBefore(first: number): void {
    for (const minute of this.minutes.keys()) if (minute <= first) this.minutes.delete(minute);
  }
}
