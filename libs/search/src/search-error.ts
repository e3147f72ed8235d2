import { AppError, type AppErrorOptions, type ErrorKind } from '@app/platform';
import type { CallProgress } from '@app/resilience';

export interface SearchErrorOptions extends AppErrorOptions {
  readonly engine: string;
  readonly progress: CallProgress;
  /** Whether the same search may succeed a little later. */
  readonly retryable: boolean;
  /** The engine's HTTP status, where there was one. */
  readonly status?: number;
}

/** A search that did not end well, wrapped once in its adapter. An answer goes on without it. */
export class SearchError extends AppError {
  readonly engine: string;
  readonly progress: CallProgress;
  readonly retryable: boolean;
  readonly status?: number;

  constructor(kind: ErrorKind, code: string, detail: string, options: SearchErrorOptions) {
    super(kind, code, detail, options);
    this.engine = options.engine;
    this.progress = options.progress;
    this.retryable = options.retryable;
    this.status = options.status;
  }
}
