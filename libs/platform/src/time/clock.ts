/** Time as the code sees it. Everything that reads a clock or waits takes one, so that tests own time. */
export abstract class Clock {
  /** Milliseconds since the Unix epoch; may jump when the machine's clock is set. */
  abstract now(): number;

  /** Milliseconds from an arbitrary start that only ever grow; for durations. */
  abstract monotonic(): number;

  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it aborts first. */
  abstract sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
