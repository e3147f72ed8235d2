import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { RawEnvironment } from './read-values.js';

/**
 * The variables of the process, and below them those of `.env` in `directory`. The only place that reads
 * `process.env`; nothing is written into it, so no child process inherits what stands in `.env`.
 */
export function readEnvironment(directory = process.cwd()): RawEnvironment {
  const file = join(directory, '.env');
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  return { ...fromFile, ...process.env };
}
