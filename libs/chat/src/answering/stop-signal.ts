import { AppError, type Clock, DeadlineExceeded } from '@app/platform';
import { Deadline, linkDeadline, type Timers } from '@app/resilience';
import { StoppedByCaller } from './stoppable-answers.js';

export interface StopSignal {
  readonly signal: AbortSignal;
  /** To be called when the answer is over. */
  dispose(): void;
}

/**
 * One signal for all that ends an answer early: its owner (`controller`), the client's going away, the deadline.
 * The reason says which: a `StoppedByCaller`, a `DeadlineExceeded`, or the client signal's own `AppError` (as when the
 * process is stopping). The one timer of the deadline is here.
 */
export function stopSignal(
  controller: AbortController,
  client: AbortSignal | undefined,
  deadline: number | undefined,
  clock: Clock,
  timers: Timers,
): StopSignal {
  const leave = (): void => controller.abort(reasonOf(client?.reason));
  if (client?.aborted) leave();
  client?.addEventListener('abort', leave, { once: true });
  const forget = (): void => client?.removeEventListener('abort', leave);
  if (deadline === undefined) return { signal: controller.signal, dispose: forget };
  const linked = linkDeadline(new Deadline(clock, deadline), timers, outOfTime, controller.signal);
  return {
    signal: linked.signal,
    dispose() {
      linked.dispose();
      forget();
    },
  };
}

function reasonOf(reason: unknown): Error {
  const isOurs = reason instanceof AppError && reason.kind !== 'client-closed';
  return isOurs ? reason : new StoppedByCaller('client-closed');
}

function outOfTime(): DeadlineExceeded {
  return new DeadlineExceeded();
}
