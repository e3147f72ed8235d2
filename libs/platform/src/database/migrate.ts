import { MigrationExecutor, type DataSource, type QueryRunner } from 'typeorm';
import { Clock } from '../time/clock.js';
import { SystemClock } from '../time/system-clock.js';
import { AppError } from '../errors/app-error.js';
import { createPatientDataSource } from './data-source.js';
import { DatabaseError, reasonOf, toDatabaseError } from './database-error.js';

/** Any number no other advisory lock of the database has: "migrate" in ASCII. */
const lockKey = '30799155979678821';
const pollMs = 50;
/** How long another process may migrate before we give up waiting. */
const patienceMs = 10 * 60_000;

/**
 * Runs the migrations that have not run yet and returns their names. Of several processes at once one runs them, the
 * others wait and find nothing to do. The lock ends with its connection at the latest, so a killed process leaves none behind.
 */
export async function migrate(dataSource: DataSource, clock: Clock = new SystemClock()): Promise<string[]> {
  const patient = createPatientDataSource(dataSource);
  try {
    await patient.initialize();
    const runner = patient.createQueryRunner();
    await takeLock(runner, clock);
    const executor = new MigrationExecutor(patient, runner);
    executor.transaction = 'each';
    const done = await runPending(executor);
    await runner.query('SELECT pg_advisory_unlock($1)', [lockKey]);
    return done;
  } catch (error) {
    throw toDatabaseError(error);
  } finally {
    if (patient.isInitialized) await patient.destroy();
  }
}

async function runPending(executor: MigrationExecutor): Promise<string[]> {
  try {
    const done = await executor.executePendingMigrations();
    return done.map(({ name }) => name);
  } catch (error) {
    const cause = toDatabaseError(error);
    if (cause instanceof DatabaseError && cause.kind === 'service-unavailable') throw cause;
    // Each migration is a transaction of its own, so the first that is still pending is the one that failed.
    const [failed] = await executor.getPendingMigrations();
    throw migrationFailed(failed?.name ?? 'unknown', cause);
  }
}

const migrationFailed = (name: string, cause: unknown): AppError =>
  new AppError(
    'internal',
    'database-migration-failed',
    `The migration ${name} failed and was rolled back: ${reasonOf(cause)}`,
    { cause },
  );

/** Asks again and again: a waiting `pg_advisory_lock` holds a snapshot, and CREATE INDEX CONCURRENTLY waits for those. */
async function takeLock(runner: QueryRunner, clock: Clock): Promise<void> {
  const start = clock.monotonic();
  for (;;) {
    const [row] = (await runner.query('SELECT pg_try_advisory_lock($1) AS taken', [lockKey])) as [
      { taken: boolean },
    ];
    if (row.taken) return;
    if (clock.monotonic() - start > patienceMs) throw stillLocked();
    await clock.sleep(pollMs);
  }
}

const stillLocked = (): AppError =>
  new AppError(
    'service-unavailable',
    'database-migration-locked',
    'Another process has been migrating the database for ten minutes. Look at what it waits for, then start again.',
  );
