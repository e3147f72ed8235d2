import { AppError, toAppError } from '@app/platform';
import { problemOf, type Problem, type ProblemPlace } from '../../filters/problem.js';

/** Seconds, where nobody says better. */
const COME_BACK_SECONDS = 1;

/** Where a client goes on whose stream ends before its answer has. */
export interface Interruption {
  readonly error: AppError;
  /** Its extensions have `response_id` and `after_seq`: what `GET /v1/chat/{id}/events` and `chat:resume` take. */
  readonly problem: Problem;
}

/** Null: the client is gone, and there is nobody to tell. */
export function interruptionOf(
  thrown: unknown,
  last: { readonly response_id: string; readonly seq: number },
  place: ProblemPlace,
): Interruption | null {
  const error = toAppError(thrown);
  if (error.kind === 'client-closed') return null;
  const { kind, code, detail, retryAfterSeconds = COME_BACK_SECONDS } = error;
  const extensions = { ...error.extensions, response_id: last.response_id, after_seq: last.seq };
  const told = new AppError(kind, code, detail, { retryAfterSeconds, extensions, cause: error });
  return { error, problem: problemOf(told, place) };
}
