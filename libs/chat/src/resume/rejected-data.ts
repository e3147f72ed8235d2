import { DatabaseError } from '@app/platform';

/** SQLSTATE classes 22 (data) and 23 (constraint): the same statement fails the same way for ever. */
const REJECTED = /^2[23]/;
/** One chunk of a batch may be the reason: those, and a deadlock or a serialisation failure. */
const ONE_TO_BLAME = /^(?:2[23]|40)/;

export function isRejectedData(error: unknown): boolean {
  return REJECTED.test(sqlStateOf(error));
}

export function hasOneToBlame(error: unknown): boolean {
  return ONE_TO_BLAME.test(sqlStateOf(error));
}

function sqlStateOf(error: unknown): string {
  return (error instanceof DatabaseError && error.sqlState) || '';
}
