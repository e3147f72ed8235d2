/** What went wrong, as the wire names it: the slug at the end of a problem's `type`. */
export type ErrorKind =
  | 'validation-failed'
  | 'unauthenticated'
  | 'payment-required'
  | 'budget-exceeded'
  | 'forbidden'
  | 'not-found'
  | 'method-not-allowed'
  | 'not-acceptable'
  | 'conflict'
  | 'gone'
  | 'idempotency-conflict'
  | 'payload-too-large'
  | 'unsupported-media-type'
  | 'unprocessable'
  | 'rate-limit-exceeded'
  | 'client-closed'
  | 'internal'
  | 'provider-failed'
  | 'service-unavailable'
  | 'deadline-exceeded';

/** One field of a request that is not as it must be; `message` names the remedy. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

export interface AppErrorOptions {
  readonly cause?: unknown;
  /** Seconds after which trying again may help. */
  readonly retryAfterSeconds?: number;
  /** Facts for the client, in snake_case; never prompt text, keys or vendor bodies. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly errors?: readonly FieldError[];
}

/**
 * The only error that crosses a room's door. `detail` is read by the client: it says what happened and the
 * remedy, and never holds prompt text, secrets or a vendor's body (those stay in `cause`, which is not sent).
 */
export class AppError extends Error {
  readonly retryAfterSeconds?: number;
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly errors?: readonly FieldError[];

  constructor(
    readonly kind: ErrorKind,
    /** Stable, machine-readable, finer than the kind: `unknown-model`. */
    readonly code: string,
    readonly detail: string,
    options: AppErrorOptions = {},
  ) {
    super(detail, { cause: options.cause });
    this.name = new.target.name;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.extensions = options.extensions;
    this.errors = options.errors;
  }
}
