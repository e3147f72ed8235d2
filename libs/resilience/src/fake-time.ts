import type { Clock } from './clock.js';
import type { Timer, Timers } from './timers.js';

interface Alarm {
  readonly at: number;
  readonly ring: () => void;
}

/** A clock and its alarms, both standing still until a test moves them. */
export class FakeTime implements Clock, Timers {
  private elapsed = 0;
  private alarms: Alarm[] = [];
  /** How many alarms were ever set. */
  started = 0;

  now(): number {
    return 1_000_000 + this.elapsed;
  }

  monotonic(): number {
    return this.elapsed;
  }

  /** Alarms that are set. */
  get waiting(): number {
    return this.alarms.length;
  }

  start(ring: () => void, ms: number): Timer {
    const alarm = { at: this.elapsed + ms, ring };
    this.started += 1;
    this.alarms.push(alarm);
    return { cancel: () => this.remove(alarm) };
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = this.start(resolve, ms);
      signal?.addEventListener('abort', () => {
        timer.cancel();
        reject(signal.reason);
      });
    });
  }

  /** Moves time by `ms`, rings in order, and lets everything that was waiting go on. */
  async advance(ms: number): Promise<void> {
    const target = this.elapsed + ms;
    await settled();
    for (let next = this.nextUntil(target); next; next = this.nextUntil(target)) {
      this.elapsed = Math.max(this.elapsed, next.at);
      this.remove(next);
      next.ring();
      await settled();
    }
    this.elapsed = target;
  }

  private nextUntil(target: number): Alarm | undefined {
    const due = this.alarms.filter(({ at }) => at <= target);
    return due.sort((one, other) => one.at - other.at)[0];
  }

  private remove(alarm: Alarm): void {
    this.alarms = this.alarms.filter((other) => other !== alarm);
  }
}

/** Everything that waits on nothing but promises has gone on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
