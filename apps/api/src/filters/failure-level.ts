import type { AppError, RequestFailure } from '@app/platform';
import { PROBLEMS } from './problem-table.js';

interface Headed {
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** What the service does on purpose; under load each of many refusals would be an error with a stack. */
const BY_DESIGN: ReadonlySet<string> = new Set(['overloaded', 'shutting-down']);

/** Ours and the providers' faults are errors; what the caller brought about, its own short patience included, is not. */
export function failureLevel(error: AppError, request: Headed = {}): RequestFailure['level'] {
  if (error.kind === 'deadline-exceeded' && request.headers?.['x-request-timeout'] !== undefined)
    return 'info';
  if (error.kind === 'service-unavailable' && BY_DESIGN.has(error.code)) return 'warn';
  return PROBLEMS[error.kind].status >= 500 ? 'error' : 'info';
}

// An error that reaches the client of a socket passes two places that would log it.
const told = new WeakSet<AppError>();

/** Whether nobody has logged it before. */
export function isNews(error: AppError): boolean {
  if (told.has(error)) return false;
  told.add(error);
  return true;
}
