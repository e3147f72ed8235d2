import type { Clock } from '@app/platform';

/** How old an answer may be: probes are not authenticated, and must not be a way to keep the database busy. Milliseconds. */
const FRESH_MS = 1_500;

/** A check that is asked by many and asks once: while it runs, and for a moment after. */
export function fresh<Result>(clock: Clock, check: () => Promise<Result>): () => Promise<Result> {
  let answer: Promise<Result> | null = null;
  let until = -Infinity;
  return () => {
    if (answer !== null && clock.monotonic() < until) return answer;
    until = Infinity;
    answer = check().finally(() => (until = clock.monotonic() + FRESH_MS));
    return answer;
  };
}
