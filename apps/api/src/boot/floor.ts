import { chatMigrations } from '@app/chat';
import { costMigrations } from '@app/cost';
import {
  ConfigModule,
  DatabaseModule,
  LoggingModule,
  type AppConfig,
  type LoggingOptions,
} from '@app/platform';
import { SystemModule } from './system.module.js';

/** The floor: what every room stands on. A primary of several workers has nothing else. */
export const floor = (config: AppConfig, logging?: LoggingOptions) => [
  ConfigModule.forRoot(config),
  SystemModule,
  LoggingModule.forRoot(logging),
  DatabaseModule.forRoot({ migrations: [...costMigrations, ...chatMigrations] }),
];
