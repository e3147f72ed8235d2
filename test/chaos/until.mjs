import { setTimeout as sleep } from 'node:timers/promises';

/** Nothing here takes so long on any machine: what has not come by then does not come. Milliseconds. */
export const LONGEST_WAIT_MS = 90_000;

/** Looks until `condition()` is true. Throws, naming `what`, when that takes too long: no case hangs. */
export async function until(what, condition, { everyMs = 60, withinMs = LONGEST_WAIT_MS } = {}) {
  const endsAt = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > endsAt) throw new Error(`waited ${withinMs / 1_000} s for ${what}`);
    await sleep(everyMs);
  }
}
