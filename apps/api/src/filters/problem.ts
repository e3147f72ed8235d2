import type { ChatFailure } from '@app/chat';
import type { AppError, FieldError } from '@app/platform';
import { PROBLEMS } from './problem-table.js';

/** RFC 9457, as `application/problem+json` and inside failed events. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The path that was asked for, without its query. */
  readonly instance: string;
  readonly timestamp: string;
  readonly request_id: string;
  /** Seconds. */
  readonly retry_after?: number;
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly errors?: readonly FieldError[];
}

/** Where a problem happened. */
export interface ProblemPlace {
  /** What the slug is put behind: `http://localhost:8000`. */
  readonly base: string;
  readonly instance: string;
  readonly requestId: string;
}

export function problemOf(error: AppError, place: ProblemPlace): Problem {
  return failureProblem(
    {
      kind: error.kind,
      code: error.code,
      detail: error.detail,
      retry_after: error.retryAfterSeconds,
      extensions: error.extensions,
      errors: error.errors,
    },
    place,
  );
}

/** The same document for an error that an event of the answer carries. */
export function failureProblem(failure: ChatFailure, place: ProblemPlace): Problem {
  const { status, title } = PROBLEMS[failure.kind];
  return {
    type: `${place.base}/errors/${failure.kind}`,
    title,
    status,
    detail: failure.detail,
    instance: place.instance,
    timestamp: new Date().toISOString(),
    request_id: place.requestId,
    ...(failure.retry_after === undefined ? {} : { retry_after: Math.ceil(failure.retry_after) }),
    extensions: { code: failure.code, ...failure.extensions },
    ...(failure.errors ? { errors: failure.errors } : {}),
  };
}
