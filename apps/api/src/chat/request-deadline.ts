import { AppError } from '@app/platform';

/** Nobody is waited for longer, whatever they ask for. Milliseconds. */
export const LONGEST_TIMEOUT_MS = 600_000;

/** The same for a wire without headers: `timeout_ms` of a body, which was checked. */
export function deadlineIn(milliseconds: number | null | undefined, defaultMs: number, now: number): number {
  return now + (milliseconds == null ? defaultMs : Math.min(milliseconds, LONGEST_TIMEOUT_MS));
}

/**
 * When nobody waits any more, in milliseconds since the epoch: `X-Request-Timeout` (whole milliseconds) from
 * now, or the deployment's own limit where the client sets none.
 */
export function requestDeadline(header: unknown, defaultMs: number, now: number): number {
  if (header === undefined) return deadlineIn(null, defaultMs, now);
  const milliseconds = typeof header === 'string' && /^\d{1,9}$/.test(header) ? Number(header) : 0;
  if (milliseconds >= 1) return deadlineIn(milliseconds, defaultMs, now);
  const message = 'must be a whole number of milliseconds, at least 1';
  throw new AppError('validation-failed', 'bad-request-timeout', `X-Request-Timeout: ${message}.`, {
    errors: [{ field: 'X-Request-Timeout', message }],
  });
}
