import type { Clock } from './clock.js';

/** One for all: `abort()` alone makes an error with its stack each time. */
const NOT_AWAITED = new Error('Not waited for any more.');

/**
 * What `work` comes to, or the error that `late` makes after `ms` milliseconds. The work goes on then, and what
 * becomes of it has no reader any more.
 */
export async function inTime<Result>(
  work: Promise<Result>,
  clock: Pick<Clock, 'sleep'>,
  ms: number,
  late: () => Error,
): Promise<Result> {
  const patience = new AbortController();
  const tooLate = clock.sleep(ms, patience.signal).then(
    () => Promise.reject(late()),
    () => new Promise<never>(() => undefined),
  );
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    patience.abort(NOT_AWAITED);
  }
}
