import { AppError, type AppErrorOptions, type ErrorKind } from '@app/platform';

/** How far a search came, which decides what it may cost; the words are those of model calls. */
export type SearchProgress = 'not-sent' | 'refused' | 'failed' | 'unanswered' | 'cut';

export interface SearchErrorOptions extends AppErrorOptions {
  readonly engine: string;
  readonly progress: SearchProgress;
  /** Whether the same search may succeed a little later. */
  readonly retryable: boolean;
  /** The engine's HTTP status, where there was one. */
  readonly status?: number;
}

/** A search that did not end well, wrapped once in its adapter. An answer goes on without it. */
export class SearchError extends AppError {
  readonly engine: string;
  readonly progress: SearchProgress;
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
