import pretty from 'pino-pretty';
import { escapeJsonLine, oneLine } from './one-line.js';
import type { SerializedError } from './serialize-error.js';

/** Which of pino-pretty's colours a level has. */
const COLOURS: Readonly<Record<string, 'gray' | 'green' | 'yellow' | 'red'>> = {
  TRACE: 'gray',
  DEBUG: 'gray',
  INFO: 'green',
  WARNING: 'yellow',
  ERROR: 'red',
  FATAL: 'red',
};

/**
 * A line of JSON as people read it, coloured where `colours` says so. The frames of a stack, which nobody from
 * outside can write, follow on lines of their own; everything else stays on one.
 */
export function textLines(colours: boolean): (line: string) => string {
  const render = pretty.prettyFactory({
    colorize: colours,
    singleLine: true,
    messageKey: 'message',
    timestampKey: 'timestamp',
    translateTime: 'HH:MM:ss.l',
    ignore: 'service,version',
    errorLikeObjectKeys: [],
    messageFormat: (log) => oneLine(textOf(log['message'])),
    customPrettifiers: {
      level: (level, _key, _log, { colors }) => colors[COLOURS[textOf(level)] ?? 'gray'](textOf(level)),
    },
  });
  return (line) => {
    const { log, frames } = withoutFrames(JSON.parse(line) as Log);
    return `${escapeJsonLine(render(log).trimEnd())}\n${frames}`;
  };
}

type Log = Readonly<Record<string, unknown>> & {
  readonly error?: SerializedError;
  readonly err?: SerializedError;
};

function withoutFrames(log: Log): { readonly log: Log; readonly frames: string } {
  const key = log.error?.stack ? 'error' : 'err';
  const { stack, ...error } = log[key] ?? { name: '' };
  if (stack === undefined) return { log, frames: '' };
  const frames = stack.split('\n').map((frame) => `    ${oneLine(frame)}\n`);
  return { log: { ...log, [key]: error }, frames: frames.join('') };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
