import pino, { type DestinationStream } from 'pino';
import { isColorSupported } from 'pino-pretty';
import type { AppConfig } from '../config/app-config.js';
import type { Clock } from '../time/clock.js';
import { DailyLogFile } from './daily-log-file.js';
import { textLines } from './text-line.js';

const STANDARD_OUTPUT = 1;

/**
 * Where lines go: standard output, and files under `LOG_DIR` as well. Nothing here blocks the event loop (a
 * synchronous log costs a quarter of the throughput); what is still waiting is written when the process exits.
 */
export function logDestination(
  config: Pick<AppConfig, 'app' | 'logging'>,
  clock: Clock,
  output: DestinationStream = pino.destination({ dest: STANDARD_OUTPUT, sync: false }),
): DestinationStream {
  const { dir, format, retentionDays } = config.logging;
  const shown = format === 'text' ? asText(output) : output;
  if (dir === null) return shown;
  const file = new DailyLogFile({ dir, name: config.app.name, retentionDays, clock });
  return {
    write(line) {
      shown.write(line);
      file.write(line);
    },
  };
}

function asText(output: DestinationStream): DestinationStream {
  const render = textLines(isColorSupported);
  return { write: (line) => output.write(render(line)) };
}
