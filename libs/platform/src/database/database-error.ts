import { isNativeError } from 'node:util/types';
import { QueryFailedError, TypeORMError } from 'typeorm';
import { AppError, type ErrorKind } from '../errors/app-error.js';

/** What the database said, without the statement and its parameters: those hold what people asked. */
export class DatabaseError extends AppError {
  constructor(
    kind: ErrorKind,
    code: string,
    detail: string,
    /** Five characters, https://www.postgresql.org/docs/18/errcodes-appendix.html; null: it did not answer. */
    readonly sqlState: string | null,
    /** The constraint that was hurt, where one was. */
    readonly constraint: string | null,
    options: { cause?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super(kind, code, detail, options);
  }
}

interface DriverError extends Error {
  readonly code?: string;
  readonly constraint?: string;
  readonly table?: string;
}

const sqlStatePattern = /^[0-9A-Z]{5}$/;
// 08: connection, 57P: operator intervention (stopping, starting), 53: no connection, memory or disk left.
const unavailableState = /^(08|57P|53)/;
const unavailableCode =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;
// What pg and pg-pool say of a lost or unobtainable connection, in words alone.
const unavailableWords =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Cannot use a pool after|Query read timeout)/;
// Classes 22 (data) and 23 (constraints) quote the offending value.
const quotesValues = /^2[23]/;

/**
 * A driver's or TypeORM's error as ours; anything else (an AppError, a fault of the code inside a transaction)
 * comes back as it is.
 */
export function toDatabaseError(error: unknown): unknown {
  if (error instanceof AppError || !isNativeError(error)) return error;
  const driverError: DriverError = error instanceof QueryFailedError ? error.driverError : error;
  const sqlState = sqlStatePattern.test(driverError.code ?? '') ? (driverError.code ?? null) : null;
  if (isUnavailable(driverError, sqlState)) return unavailable(driverError, sqlState);
  if (sqlState === '57014') return tooSlow(driverError);
  if (sqlState !== null) return refused(driverError, sqlState);
  return error instanceof TypeORMError ? refused(driverError, null) : error;
}

function isUnavailable(error: DriverError, sqlState: string | null): boolean {
  if (sqlState !== null) return unavailableState.test(sqlState);
  if (error.name === 'QueryRunnerAlreadyReleasedError') return true; // Its connection broke under it.
  return unavailableCode.test(error.code ?? '') || unavailableWords.test(error.message);
}

const unavailable = (error: DriverError, sqlState: string | null): DatabaseError =>
  new DatabaseError(
    'service-unavailable',
    'database-unavailable',
    'The database cannot be reached at the moment. Try again shortly.',
    sqlState,
    null,
    { cause: withoutValues(error, sqlState), retryAfterSeconds: 2 },
  );

const tooSlow = (error: DriverError): DatabaseError =>
  new DatabaseError(
    'service-unavailable',
    'database-too-slow',
    'The database took too long to answer. Try again shortly.',
    '57014',
    null,
    { cause: withoutValues(error, '57014'), retryAfterSeconds: 5 },
  );

const refused = (error: DriverError, sqlState: string | null): DatabaseError =>
  new DatabaseError(
    'internal',
    'database-refused',
    'The database refused a statement.',
    sqlState,
    error.constraint ?? null,
    { cause: withoutValues(error, sqlState) },
  );

/** The part of the driver's error that may be logged: no statement, parameter, row or value. */
function withoutValues(error: DriverError, sqlState: string | null): Error {
  const state = sqlState ?? '';
  const place = error.constraint ?? error.table ?? 'a statement';
  const cause = new Error(quotesValues.test(state) ? `SQLSTATE ${state} at ${place}` : error.message);
  cause.name = error.name;
  return Object.assign(cause, { code: error.code, stack: frames(cause, error) });
}

const frames = (cause: Error, { stack = '' }: Error): string =>
  [`${cause.name}: ${cause.message}`, ...stack.split('\n').filter((line) => /^\s+at /.test(line))].join('\n');

/** The database's own words, for logs and for whoever starts the service; never for clients. */
export function reasonOf(failure: unknown): string {
  const inner = failure instanceof DatabaseError ? failure.cause : failure;
  if (!isNativeError(inner)) return String(inner);
  return inner.message || (inner as NodeJS.ErrnoException).code || inner.name;
}
