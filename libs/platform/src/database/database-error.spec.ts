import { QueryFailedError, QueryRunnerAlreadyReleasedError, TypeORMError } from 'typeorm';
import { AppError } from '../errors/app-error.js';
import { DatabaseError, reasonOf, toDatabaseError } from './database-error.js';

const driverError = (message: string, facts: object = {}): Error => Object.assign(new Error(message), facts);

const failedQuery = (cause: Error): QueryFailedError =>
  new QueryFailedError('INSERT INTO messages VALUES ($1)', ['my secret'], cause);

describe(toDatabaseError.name, () => {
  it.each([
    ['a refused connection', driverError('connect ECONNREFUSED', { code: 'ECONNREFUSED' })],
    ['a pool without a free connection', driverError('timeout exceeded when trying to connect')],
    ['a connection that broke', failedQuery(driverError('Connection terminated unexpectedly'))],
    ['a server that stops', failedQuery(driverError('terminating connection', { code: '57P01' }))],
    ['a server that starts', driverError('the database system is starting up', { code: '57P03' })],
    ['too many connections', driverError('sorry, too many clients already', { code: '53300' })],
    ['a connection lost inside a transaction', new QueryRunnerAlreadyReleasedError()],
  ])('calls %s unavailable, and says when to try again', (_case, error) => {
    expect(toDatabaseError(error)).toMatchObject({
      kind: 'service-unavailable',
      code: 'database-unavailable',
      retryAfterSeconds: 2,
    });
  });

  it('calls a statement that was cut off too slow', () => {
    const error = failedQuery(driverError('canceling statement due to statement timeout', { code: '57014' }));

    expect(toDatabaseError(error)).toMatchObject({ kind: 'service-unavailable', code: 'database-too-slow' });
  });

  it('names the constraint that was hurt', () => {
    const error = failedQuery(driverError('duplicate key', { code: '23505', constraint: 'notes_pkey' }));

    expect(toDatabaseError(error)).toMatchObject({
      kind: 'internal',
      code: 'database-refused',
      sqlState: '23505',
      constraint: 'notes_pkey',
    });
  });

  it('never carries the statement, its parameters or its rows along', () => {
    const leaky = { code: '23502', table: 'messages', detail: 'Failing row contains (my secret).' };
    const error = toDatabaseError(failedQuery(driverError('null value beside "my secret"', leaky)));

    const { cause } = error as DatabaseError;
    const seen = JSON.stringify([error, cause]) + String(cause) + (cause as Error).stack;
    expect(seen).not.toContain('my secret');
    expect(seen).not.toContain('INSERT');
    expect(reasonOf(error)).toBe('SQLSTATE 23502 at messages');
  });

  it('keeps what a faulty statement says, which holds no values', () => {
    const error = failedQuery(driverError('column "wrods" does not exist', { code: '42703' }));

    expect(reasonOf(toDatabaseError(error))).toBe('column "wrods" does not exist');
  });

  it("makes TypeORM's own complaints ours", () => {
    expect(toDatabaseError(new TypeORMError('odd'))).toMatchObject({
      code: 'database-refused',
      sqlState: null,
    });
  });

  it('leaves alone what is not of the database', () => {
    const known = new AppError('not-found', 'unknown-note', 'No such note.');
    const bug = new TypeError('undefined is not a function');

    expect([toDatabaseError(known), toDatabaseError(bug), toDatabaseError('a word')]).toEqual([
      known,
      bug,
      'a word',
    ]);
  });
});

describe(reasonOf.name, () => {
  it('finds words for an error that has none', () => {
    expect(reasonOf(Object.assign(new Error(''), { code: 'ECONNREFUSED' }))).toBe('ECONNREFUSED');
    expect(reasonOf(new TypeError(''))).toBe('TypeError');
    expect(reasonOf('gone')).toBe('gone');
  });
});
