import type { Clock } from './clock.js';
import type { Timers } from './timers.js';

/** A moment after which nobody waits any more. */
export class Deadline {
  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    /** Milliseconds since the epoch; absent: never. */
    readonly at = Infinity,
  ) {}

  /** Milliseconds; `Infinity` without a moment, never negative. */
  get remainingMs(): number {
    return Math.max(0, this.at - this.clock.now());
  }

  get expired(): boolean {
    return this.remainingMs === 0;
  }
}

export interface LinkedSignal {
  readonly signal: AbortSignal;
  /** To be called when the work is over: forgets the timer and the caller's signal. */
  dispose(): void;
}

/**
 * One signal that aborts with the caller's or at the deadline, with what `expired` makes as its reason.
 * `AbortSignal.timeout` and `AbortSignal.any` (and cockatiel's time-out, which aborts after every success) make
 * a DOMException with a stack per call; here a call that goes well makes a timer and a listener.
 */
export function linkDeadline(
  deadline: Deadline,
  timers: Timers,
  expired: () => unknown,
  caller?: AbortSignal,
): LinkedSignal {
  const controller = new AbortController();
  const follow = (): void => controller.abort(caller?.reason);
  if (caller?.aborted) follow();
  caller?.addEventListener('abort', follow, { once: true });
  const timer = Number.isFinite(deadline.at)
    ? timers.start(() => controller.abort(expired()), deadline.remainingMs)
    : undefined;
  return {
    signal: controller.signal,
    dispose() {
      timer?.cancel();
      caller?.removeEventListener('abort', follow);
    },
  };
}
