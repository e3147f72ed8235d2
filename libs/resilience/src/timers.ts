import type { Clock } from './clock.js';

export interface Timer {
  cancel(): void;
}

/** Where alarms come from, so that tests own them. */
export interface Timers {
  /** Calls back once after `ms` milliseconds, unless cancelled. */
  start(callback: () => void, ms: number): Timer;
}

/** A longer `setTimeout` overflows and fires at once. Milliseconds, 24.8 days. */
const LONGEST_MS = 2 ** 31 - 1;

/** The machine's own alarms. */
export const nodeTimers: Timers = {
  start(callback, ms) {
    const timeout = setTimeout(callback, Math.min(ms, LONGEST_MS));
    return { cancel: () => clearTimeout(timeout) };
  },
};

/** Alarms that go by a clock's `sleep`. For tests: a cancelled sleep costs more than a timer. */
export function timersOf(clock: Pick<Clock, 'sleep'>): Timers {
  return {
    start(callback, ms) {
      const controller = new AbortController();
      void ring(clock.sleep(ms, controller.signal), callback);
      return { cancel: () => controller.abort() };
    },
  };
}

async function ring(slept: Promise<void>, callback: () => void): Promise<void> {
  try {
    await slept;
  } catch {
    return;
  }
  callback();
}
