import { AppError, DatabaseError } from '@app/platform';

/** SQLSTATE classes 22 (data) and 23 (constraint): the same statement fails the same way for ever. */
const REJECTED = /^2[23]/;
/** So do 42 (syntax and privileges), P0 (raised by a function) and 0A (unsupported). */
const LASTING = /^(?:2[23]|42|P0|0A)/;
/** One item of a batch may be the reason: those of `REJECTED`, and a deadlock or a serialisation failure. */
const ONE_TO_BLAME = /^(?:2[23]|40)/;

export function isRejectedData(error: unknown): boolean {
  return REJECTED.test(sqlStateOf(error));
}

export function hasOneToBlame(error: unknown): boolean {
  return ONE_TO_BLAME.test(sqlStateOf(error));
}

/** Whether the same may work later: the database is away, slow or busy. */
export function isPassing(error: unknown): boolean {
  if (error instanceof AppError && error.kind === 'service-unavailable') return true;
  return error instanceof DatabaseError && error.sqlState !== null && !LASTING.test(error.sqlState);
}

function sqlStateOf(error: unknown): string {
  return (error instanceof DatabaseError && error.sqlState) || '';
}
