import { AppError } from './app-error.js';

const ABORT_NAMES: ReadonlySet<string> = new Set(['AbortError', 'APIUserAbortError', 'CanceledError']);

/**
 * Whatever was thrown, as the error that crosses doors. An `AppError` stays itself; anything else is a fault of
 * ours: it says nothing of what happened, and keeps what happened as its `cause` for the log.
 */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (isTimeout(thrown))
    return new AppError('deadline-exceeded', 'timeout', 'The time for this request is used up.', {
      cause: thrown,
    });
  if (isAbort(thrown))
    return new AppError('client-closed', 'aborted', 'The request was cancelled.', { cause: thrown });
  return new AppError(
    'internal',
    'unexpected',
    'Something went wrong on our side. Please try again; if it stays, name the request id to whoever runs this service.',
    { cause: thrown },
  );
}

/** Somebody called it off: an `AbortController`'s reason when none was given, or a client's or SDK's own kind. */
export function isAbort(thrown: unknown): boolean {
  return ABORT_NAMES.has(nameOf(thrown));
}

/** `AbortSignal.timeout` ran out. */
export function isTimeout(thrown: unknown): boolean {
  return nameOf(thrown) === 'TimeoutError';
}

// By name and not by class: a DOMException of another realm (a worker, a test's sandbox) is no `Error` here.
function nameOf(thrown: unknown): string {
  return typeof thrown === 'object' && thrown !== null && 'name' in thrown ? String(thrown.name) : '';
}
