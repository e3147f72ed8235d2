import { AppError, type AppErrorOptions, type ErrorKind } from '@app/platform';
import type { CallProgress } from '@app/resilience';

export type { CallProgress };

export interface ProviderErrorOptions extends AppErrorOptions {
  readonly provider: string;
  readonly model: string;
  readonly progress: CallProgress;
  /** Whether the same call may succeed a little later (and nothing has been shown yet). */
  readonly retryable: boolean;
  /** What the vendor asked for with `retry-after-ms` or `retry-after`, in milliseconds. */
  readonly retryAfterMs?: number;
  /** The vendor's HTTP status, where there was one. */
  readonly status?: number;
  /** The vendor is asking for fewer requests (429); the breaker does not count it as a failure. */
  readonly throttled?: boolean;
}

/** A vendor call that did not end well, wrapped once in its adapter. */
export class ProviderError extends AppError {
  readonly provider: string;
  readonly model: string;
  readonly progress: CallProgress;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly status?: number;
  readonly throttled: boolean;

  constructor(kind: ErrorKind, code: string, detail: string, options: ProviderErrorOptions) {
    super(kind, code, detail, options);
    this.provider = options.provider;
    this.model = options.model;
    this.progress = options.progress;
    this.retryable = options.retryable;
    this.retryAfterMs = options.retryAfterMs;
    this.status = options.status;
    this.throttled = options.throttled ?? false;
  }
}
