import { AppError } from '@app/platform';

/** Nobody is waited for longer, whatever they ask for. Milliseconds. */
export const LONGEST_TIMEOUT_MS = 600_000;

/**
 * When nobody waits any more, in milliseconds since the epoch: `X-Request-Timeout` (whole milliseconds) from
 * now, or the deployment's own limit where the client sets none.
 */
export function requestDeadline(header: unknown, defaultMs: number, now: number): number {
  if (header === undefined) return now + defaultMs;
  const milliseconds = typeof header === 'string' && /^\d{1,9}$/.test(header) ? Number(header) : 0;
  if (milliseconds >= 1) return now + Math.min(milliseconds, LONGEST_TIMEOUT_MS);
  const message = 'must be a whole number of milliseconds, at least 1';
  throw new AppError('validation-failed', 'bad-request-timeout', `X-Request-Timeout: ${message}.`, {
    errors: [{ field: 'X-Request-Timeout', message }],
  });
}
