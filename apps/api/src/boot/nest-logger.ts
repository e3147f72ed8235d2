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
