/** As TCP smooths its round-trip time (RFC 6298, α = 1/8): about the last eight calls decide. */
const WEIGHT = 1 / 8;

/** How long a call usually takes: a running estimate in one number. */
export class UsualDuration {
  private estimate: number | undefined;

  /** `ms`: how long a call took that went well. */
  record(ms: number): void {
    this.estimate = this.estimate === undefined ? ms : this.estimate + (ms - this.estimate) * WEIGHT;
  }

  /** Milliseconds; 0 while nothing is known. */
  get ms(): number {
    return this.estimate ?? 0;
  }
}
