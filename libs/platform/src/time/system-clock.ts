import { setTimeout as sleep } from 'node:timers/promises';
import { Clock } from './clock.js';

/** The machine's own clock. */
export class SystemClock extends Clock {
  now(): number {
    return Date.now();
  }

  monotonic(): number {
    return performance.now();
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    try {
      await sleep(ms, undefined, { signal });
    } catch (cause) {
      signal?.throwIfAborted();
      throw cause;
    }
  }
}
