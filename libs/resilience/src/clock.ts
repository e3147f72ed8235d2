/** Time as this room needs it; any clock of that shape does. */
export interface Clock {
  /** Milliseconds since the Unix epoch; may jump. For deadlines that come from outside. */
  now(): number;
  /** Milliseconds that only ever grow. For durations. */
  monotonic(): number;
  /** Rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Evenly spread in [0, 1). */
export type Random = () => number;
