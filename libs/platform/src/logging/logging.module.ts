import { type DynamicModule, Module } from '@nestjs/common';
import { LoggerModule, type Params } from 'nestjs-pino';
import type { DestinationStream } from 'pino';
import { AppConfig } from '../config/app-config.js';
import type { Ids } from '../ids/ids.js';
import { RandomIds } from '../ids/random-ids.js';
import type { Clock } from '../time/clock.js';
import { SystemClock } from '../time/system-clock.js';
import { httpLogOptions } from './http-log.js';
import { logDestination } from './log-destination.js';
import { loggerOptions } from './logger-options.js';

export interface LoggingOptions {
  /** Where lines go instead of standard output and `LOG_DIR`; always JSON. */
  readonly destination?: DestinationStream;
  readonly clock?: Clock;
  readonly ids?: Ids;
}

/** nestjs-pino with the seed's schema; wants the global `ConfigModule`. `Logger` and `PinoLogger` come from nestjs-pino. */
@Module({})
export class LoggingModule {
  static forRoot(options: LoggingOptions = {}): DynamicModule {
    return {
      module: LoggingModule,
      imports: [
        LoggerModule.forRootAsync({
          inject: [AppConfig],
          useFactory: (config: AppConfig) => loggingParams(config, options),
        }),
      ],
    };
  }
}

export function loggingParams(config: AppConfig, options: LoggingOptions = {}): Params {
  const clock = options.clock ?? new SystemClock();
  const http = httpLogOptions(options.ids ?? new RandomIds());
  const lines = loggerOptions(config, clock);
  const serializers = { ...lines.serializers, ...http.serializers };
  return {
    pinoHttp: [{ ...lines, ...http, serializers }, options.destination ?? logDestination(config, clock)],
  };
}
