import { Clock } from './clock.js';

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

/** A clock that stands still until a test moves it. */
export class FakeClock extends Clock {
  private elapsed = 0;
  private sleepers: Sleeper[] = [];

  constructor(private readonly start = Date.UTC(2026, 0, 1)) {
    super();
  }

  now(): number {
    return this.start + this.elapsed;
  }

  monotonic(): number {
    return this.elapsed;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const stop = () => {
        this.sleepers = this.sleepers.filter((other) => other !== sleeper);
        reject(signal?.reason);
      };
      const wake = () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      const sleeper = { wakeAt: this.elapsed + ms, wake };
      this.sleepers.push(sleeper);
      signal?.addEventListener('abort', stop, { once: true });
    });
  }

  /** Moves time by `ms` and wakes, in order, everyone whose time has come. */
  async advance(ms: number): Promise<void> {
    const target = this.elapsed + ms;
    for (;;) {
      const [next] = this.sleepers.filter((s) => s.wakeAt <= target).sort((a, b) => a.wakeAt - b.wakeAt);
      if (!next) break;
      this.elapsed = next.wakeAt;
      this.sleepers = this.sleepers.filter((sleeper) => sleeper !== next);
      next.wake();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.elapsed = target;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
