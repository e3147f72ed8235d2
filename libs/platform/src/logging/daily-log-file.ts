import { mkdirSync, openSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pino, { type DestinationStream } from 'pino';
import { AppError } from '../errors/app-error.js';
import type { Clock } from '../time/clock.js';

const DAY_MS = 86_400_000;

export interface DailyLogFileOptions {
  /** Made when it is not there. */
  readonly dir: string;
  /** What the files are called: `<name>-2026-01-31.log`. */
  readonly name: string;
  /** Older files are deleted, at the start and at each change of day. */
  readonly retentionDays: number;
  readonly clock: Clock;
}

/**
 * A log file for each day (UTC), always as JSON. A folder that cannot be written is refused at the start; what
 * goes wrong later (a full disk) costs lines, never the service.
 */
export class DailyLogFile implements DestinationStream {
  private readonly name: string;
  private file: ReturnType<typeof pino.destination>;
  private day: number;
  /** The last deletion of old files; it never rejects, since a log that cannot be tidied is still a log. */
  pruned: Promise<void>;

  constructor(private readonly options: DailyLogFileOptions) {
    this.name = options.name.replace(/[^A-Za-z0-9._-]/g, '-');
    this.day = this.today();
    this.file = this.open();
    this.pruned = this.prune();
  }

  write(line: string): void {
    const today = this.today();
    if (today !== this.day) this.turnTo(today);
    this.file.write(line);
  }

  /** Resolves when everything is in the file. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.file.once('close', resolve);
      this.file.end();
    });
  }

  private today(): number {
    return Math.floor(this.options.clock.now() / DAY_MS);
  }

  private path(): string {
    return join(this.options.dir, `${this.name}-${dateOf(this.day)}.log`);
  }

  private turnTo(day: number): void {
    this.day = day;
    try {
      const yesterdays = this.file;
      this.file = this.open();
      yesterdays.end();
    } catch (error) {
      warn(error as Error);
    }
    this.pruned = this.prune();
  }

  // Opened at once, not later: a process that fails while it starts should leave its lines here.
  private open(): ReturnType<typeof pino.destination> {
    const { dir } = this.options;
    try {
      mkdirSync(dir, { recursive: true });
      return pino.destination({ dest: openSync(this.path(), 'a'), sync: false }).on('error', warn);
    } catch (cause) {
      const detail = `LOG_DIR ${dir} cannot be written. Choose another folder, or leave it empty.`;
      throw new AppError('internal', 'log-dir-unwritable', detail, { cause });
    }
  }

  private async prune(): Promise<void> {
    const { dir, retentionDays } = this.options;
    const oldest = `${this.name}-${dateOf(this.day - retentionDays)}.log`;
    const isOld = (file: string): boolean =>
      file.length === oldest.length &&
      file.startsWith(`${this.name}-`) &&
      file.endsWith('.log') &&
      file < oldest;
    try {
      for (const file of (await readdir(dir)).filter(isOld)) await rm(join(dir, file), { force: true });
    } catch {
      // Not there yet, or not ours to delete.
    }
  }
}

function warn(error: Error): void {
  process.emitWarning(`The log file has a fault: ${error.message}`);
}

function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
