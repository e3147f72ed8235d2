import type { LoggerOptions } from 'pino';
import type { AppConfig } from '../config/app-config.js';
import type { Clock } from '../time/clock.js';
import { escapeJsonLine } from './one-line.js';
import { serializeError } from './serialize-error.js';

/** The seed's names; pino's own are shorter. */
const LEVEL_NAMES: Readonly<Record<string, string>> = { warn: 'WARNING' };

/** What every line has: timestamp, level in capitals, service, version, message. */
export function loggerOptions(config: Pick<AppConfig, 'app' | 'logging'>, clock: Clock): LoggerOptions {
  return {
    level: config.logging.level,
    base: { service: config.app.name, version: config.app.version },
    messageKey: 'message',
    errorKey: 'error',
    timestamp: () => `,"timestamp":"${new Date(clock.now()).toISOString()}"`,
    formatters: { level: (label) => ({ level: LEVEL_NAMES[label] ?? label.toUpperCase() }) },
    serializers: { error: serializeError, err: serializeError },
    hooks: { streamWrite: escapeJsonLine },
  };
}
