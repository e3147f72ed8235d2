export { MicroBatcher, type MicroBatcherOptions } from './batch/micro-batcher.js';
export {
  AppConfig,
  type Environment,
  DEFAULT_ORGANISATION,
  type LogLevel,
  type ProviderAccess,
  type ProviderName,
  type Role,
  type SearchProviderName,
} from './config/app-config.js';
export { ConfigError, type ConfigFault } from './config/config-error.js';
export { ConfigModule } from './config/config.module.js';
export { readEnvironment } from './config/environment.js';
export { loadConfig } from './config/load-config.js';
export type { RawEnvironment } from './config/read-values.js';
export { AppError, type AppErrorOptions, type ErrorKind, type FieldError } from './errors/app-error.js';
export { DeadlineExceeded } from './errors/deadline-exceeded.js';
export { isAbort, isTimeout, toAppError } from './errors/to-app-error.js';
export { Ids } from './ids/ids.js';
export { newId } from './ids/new-id.js';
export { RandomIds } from './ids/random-ids.js';
export { hashedUser } from './logging/hashed-user.js';
export { awaitExchange, exchangeIsOver } from './logging/late-line.js';
export { LoggingModule, type LoggingOptions } from './logging/logging.module.js';
export {
  chatCompletedLog,
  failureField,
  failureOn,
  noteFailure,
  noteOnRequest,
  type ChatLogFields,
  type RequestFailure,
  type RequestLog,
  type RequestMetadata,
  type RequestStatus,
} from './logging/request-log.js';
export { editDistance } from './text/edit-distance.js';
export { Clock } from './time/clock.js';
export { inTime } from './time/in-time.js';
export { LoopTurns } from './time/loop-turns.js';
export { SystemClock } from './time/system-clock.js';
export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './database/embedded-postgres.js';
export { type ConnectOptions } from './database/connect-database.js';
export { createDataSource, type DatabaseOptions, type MigrationClass } from './database/data-source.js';
export { DatabaseError, toDatabaseError } from './database/database-error.js';
export { DatabaseModule } from './database/database.module.js';
export { type EnsuredDatabase } from './database/ensure-database.js';
export { migrate } from './database/migrate.js';
export { spawnChild, type ChildEnd, type ChildOptions, type RunningChild } from './process/spawn-child.js';
