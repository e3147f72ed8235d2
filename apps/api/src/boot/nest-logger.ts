import type { INestApplicationContext } from '@nestjs/common';
import { AppConfig } from '@app/platform';
import { Logger } from 'nestjs-pino';

/** Whose start-up lines name every module and route, and nobody reads. */
const TALKATIVE: ReadonlySet<unknown> = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
  'WebSocketsController',
]);

/** nestjs-pino's logger, without Nest's own account of its start. */
export function quietly(logger: Logger): Logger {
  const say = logger.log.bind(logger);
  logger.log = (message: unknown, ...rest: unknown[]) => {
    if (!TALKATIVE.has(rest.at(-1))) say(message, ...(rest as [string]));
  };
  return logger;
}

/** A start that fails says why in one sentence, from `main`, and not in Nest's own lines and stacks before it. */
export const SILENT_START = { abortOnError: false, bufferLogs: true, autoFlushLogs: false } as const;

/** From here on what is logged is written, what was logged while it started included, then what is odd. */
export function speak(app: INestApplicationContext): void {
  const logger = quietly(app.get(Logger));
  app.useLogger(logger);
  app.flushLogs();
  for (const warning of app.get(AppConfig).warnings) logger.warn(warning, 'Configuration');
}
