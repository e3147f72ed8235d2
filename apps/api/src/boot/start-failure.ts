import { AppError, toAppError } from '@app/platform';

/** Why the service did not start, for a person: what happened and the remedy, no stack trace. */
export function startFailure(thrown: unknown): string {
  if (thrown instanceof AppError)
    return thrown.cause ? `${thrown.detail} ${reasonOf(thrown.cause)}` : thrown.detail;
  return reasonOf(thrown);
}

/** The same as the one line of a log, for those who collect it. */
export function startFailureLine(
  thrown: unknown,
  { name, version }: { name: string; version: string },
): string {
  const { code, kind } = thrown instanceof AppError ? thrown : toAppError(thrown);
  return JSON.stringify({
    level: 'ERROR',
    timestamp: new Date().toISOString(),
    service: name,
    version,
    event: 'start_failed',
    message: startFailure(thrown),
    error: { code, kind },
  });
}

/** Nobody has asked anything yet, so that no message can hold what somebody wrote. */
function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
}
