/** After how long a silence an answer counts as lost. Milliseconds each. */
export interface SilenceLimits {
  /** How often a process says that its answers live, and looks after those nobody reads. */
  readonly beatMs: number;
  /** An answer is lost when its process has been silent for so long. */
  readonly lostAfterMs: number;
  /** So long a reader itself must have been looking before it takes silence for death. */
  readonly watchMs: number;
}

const LONGEST_BEAT_MS = 2_000;
const BEATS_AT_LEAST = 4;
/**
 * After an outage a process needs up to 22 s before it can say that it lives: a statement on a dead connection is
 * given up after 17, a new connection takes 3, a beat comes every 2. That is the part of a minute.
 */
const WATCHED_SHARE = 0.4;

export function silenceLimits(lostAfterMs: number): SilenceLimits {
  return {
    beatMs: Math.min(LONGEST_BEAT_MS, lostAfterMs / BEATS_AT_LEAST),
    lostAfterMs,
    watchMs: lostAfterMs * WATCHED_SHARE,
  };
}
