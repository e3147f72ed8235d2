/** How often it is looked at. Milliseconds. */
const SAMPLE_MS = 50;
/** About the last eight looks decide: half a second. */
const WEIGHT = 1 / 8;

/**
 * How late the event loop is, smoothed, in milliseconds: a timer that should ring every 50 ms says by how much it
 * did not. One long turn (a collection of garbage) is forgiven, a loop that stays behind is not.
 */
export class EventLoopDelay {
  private smoothed = 0;
  private expectedAt: number;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly monotonic: () => number) {
    this.expectedAt = monotonic() + SAMPLE_MS;
    this.timer = setInterval(() => this.look(), SAMPLE_MS).unref();
  }

  get ms(): number {
    return this.smoothed;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const now = this.monotonic();
    this.smoothed += (Math.max(0, now - this.expectedAt) - this.smoothed) * WEIGHT;
    this.expectedAt = now + SAMPLE_MS;
  }
}
