import { Logger } from '@nestjs/common';
import {
  DataSource,
  type DataSourceOptions,
  type EntityManager,
  type MigrationInterface,
  type Logger as TypeOrmLogger,
  type QueryRunner,
} from 'typeorm';
import { toDatabaseError } from './database-error.js';

type IsolationLevel = NonNullable<DataSourceOptions['isolationLevel']>;

/** A migration's class; its name ends in 13 digits, the milliseconds of its writing, by which they are ordered. */
export type MigrationClass = new () => MigrationInterface;

export interface DatabaseOptions {
  readonly url: string;
  /** The most connections this process holds. */
  readonly poolSize: number;
  readonly migrations: readonly MigrationClass[];
  /** How the server's own views name us. */
  readonly applicationName: string;
}

// The server gives up first, so that its answer, and not our guess, is what we report.
const statementTimeoutMs = 15_000;
const answerTimeoutMs = statementTimeoutMs + 2_000;
const idleInTransactionMs = 30_000;
/** Waiting for a connection, be it made or handed back. */
const connectTimeoutMs = 3_000;

const sayNothing = (): void => {};
/** TypeORM would print statements and their parameters; our own log lines hold neither. */
const silentLogger: TypeOrmLogger = {
  logQuery: sayNothing,
  logQueryError: sayNothing,
  logQuerySlow: sayNothing,
  logSchemaBuild: sayNothing,
  logMigration: sayNothing,
  log: sayNothing,
};

/** Not yet connected: see `connectDatabase`. Every error of its queries and transactions is a `DatabaseError`. */
export function createDataSource({
  url,
  poolSize,
  migrations,
  applicationName,
}: DatabaseOptions): DataSource {
  return new TranslatingDataSource({
    type: 'postgres',
    url,
    poolSize,
    applicationName,
    migrations: [...migrations],
    installExtensions: false,
    logger: silentLogger,
    connectTimeoutMS: connectTimeoutMs,
    poolErrorHandler: reportLostConnection(),
    extra: {
      statement_timeout: statementTimeoutMs,
      query_timeout: answerTimeoutMs,
      idle_in_transaction_session_timeout: idleInTransactionMs,
      keepAlive: true,
    },
  });
}

/** The same database on one connection without timeouts, for work that may take its time. */
export function createPatientDataSource({ options }: DataSource): DataSource {
  return new TranslatingDataSource({
    ...(options as DataSourceOptions & { type: 'postgres' }),
    poolSize: 1,
    extra: { keepAlive: true },
  });
}

/** Errors are translated here, once, so that no adapter can forget it. */
class TranslatingDataSource extends DataSource {
  // eslint-disable-next-line typescript/no-explicit-any -- the shape of what it overrides
  override async query<T = any>(sql: string, parameters?: any[] | object, runner?: QueryRunner): Promise<T> {
    try {
      return await super.query<T>(sql, parameters, runner);
    } catch (error) {
      throw toDatabaseError(error);
    }
  }

  override async transaction<T>(
    isolationOrWork: IsolationLevel | ((manager: EntityManager) => Promise<T>),
    work?: (manager: EntityManager) => Promise<T>,
  ): Promise<T> {
    try {
      return typeof isolationOrWork === 'function'
        ? await super.transaction(isolationOrWork)
        : await super.transaction(isolationOrWork, work!);
    } catch (error) {
      throw toDatabaseError(error);
    }
  }
}

/** A lost idle connection is replaced when it is needed; without a listener it would end the process. */
function reportLostConnection(): (error: Error) => void {
  const logger = new Logger('Database');
  let quietUntil = 0;
  return (error) => {
    // A server that stops takes a whole pool along: one line tells it.
    if (performance.now() < quietUntil) return;
    quietUntil = performance.now() + 1_000;
    logger.warn(`Lost the connection to the database: ${error.message}`);
  };
}
