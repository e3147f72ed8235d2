export { MicroBatcher, type MicroBatcherOptions } from './batch/micro-batcher.js';
export {
  AppConfig,
  type Environment,
  type LogLevel,
  type ProviderAccess,
  type ProviderName,
  type Role,
  type SearchProviderName,
} from './config/app-config.js';
export { AppError, type AppErrorOptions, type ErrorKind, type FieldError } from './errors/app-error.js';
export { Clock } from './time/clock.js';
export { SystemClock } from './time/system-clock.js';
export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './database/embedded-postgres.js';
