import { AppError, DatabaseError, toDatabaseError } from '@app/platform';

/**
 * SQLSTATE classes that another try would meet again: data, constraints, privileges and syntax, faults raised by
 * our functions. Everything else (no connection, shutdown, deadlock) passes.
 */
const LASTING = /^(?:22|23|42|P0|0A)/;

export function isPassing(error: unknown): boolean {
  const fault = toDatabaseError(error);
  return !(fault instanceof DatabaseError && fault.sqlState !== null && LASTING.test(fault.sqlState));
}

/** The ledger could not be reached: nothing may be called upstream. */
export function ledgerUnavailable(cause: unknown): AppError {
  return new AppError(
    'service-unavailable',
    'ledger-unavailable',
    'The ledger cannot be reached, so no call that costs money may be made. Please try again in a moment.',
    { cause, retryAfterSeconds: 2 },
  );
}
