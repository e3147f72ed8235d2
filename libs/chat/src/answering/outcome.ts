import { AppError, isAbort, toAppError } from '@app/platform';
import type { ChatFailure, ChatResponse } from '../chat-response.js';
import type { Draft } from './draft.js';
import { StoppedByCaller } from './stoppable-answers.js';

/** How an answer ended. `reason` is for machines; an incomplete answer may have an error, a failed one has one. */
export interface Outcome {
  readonly status: ChatResponse['status'];
  readonly reason: string | null;
  readonly error: AppError | null;
}

/** The model has said all it would say. */
export function finishedOutcome({ finishReason }: Draft): Outcome {
  if (finishReason === 'length') return { status: 'incomplete', reason: 'max_tokens', error: null };
  return { status: 'completed', reason: null, error: null };
}

/** Something was thrown on the way; `signal` says whether it was because the answer was stopped. */
export function brokenOutcome(draft: Draft, thrown: unknown, signal: AbortSignal): Outcome {
  const cause: unknown = signal.aborted ? signal.reason : thrown;
  if (cause instanceof StoppedByCaller) return { status: 'cancelled', reason: cause.reason, error: null };
  const error = isAbort(cause) ? toAppError(thrown) : toAppError(cause);
  if (draft.content === '') return { status: 'failed', reason: error.code, error };
  return { status: 'incomplete', reason: error.code, error };
}

// What goes out says nothing of causes; whoever logs the end of an answer wants them.
const errorsBehind = new WeakMap<ChatFailure, AppError>();

/** The error behind a failure, with its causes; of an answer that another process gives, without them. */
export function errorBehind(failure: ChatFailure): AppError {
  const { kind, code, detail, retry_after: retryAfterSeconds, extensions, errors } = failure;
  return (
    errorsBehind.get(failure) ?? new AppError(kind, code, detail, { retryAfterSeconds, extensions, errors })
  );
}

export function failureOf(error: AppError): ChatFailure {
  const failure = {
    kind: error.kind,
    code: error.code,
    detail: error.detail,
    ...(error.retryAfterSeconds === undefined ? {} : { retry_after: error.retryAfterSeconds }),
    ...(error.extensions === undefined ? {} : { extensions: error.extensions }),
    ...(error.errors === undefined ? {} : { errors: error.errors }),
  };
  errorsBehind.set(failure, error);
  return failure;
}
