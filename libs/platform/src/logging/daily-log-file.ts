import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pino, { type DestinationStream } from 'pino';
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

/** A log file for each day (UTC), always as JSON. */
export class DailyLogFile implements DestinationStream {
  private readonly name: string;
  private readonly file: ReturnType<typeof pino.destination>;
  private day: number;
  /** The last deletion of old files; it never rejects, since a log that cannot be tidied is still a log. */
  pruned: Promise<void>;

  constructor(private readonly options: DailyLogFileOptions) {
    this.name = options.name.replace(/[^A-Za-z0-9._-]/g, '-');
    this.day = this.today();
    this.file = pino.destination({ dest: this.path(), sync: false, mkdir: true, append: true });
    this.pruned = this.prune();
  }

  write(line: string): void {
    const today = this.today();
    if (today !== this.day) {
      this.day = today;
      this.file.reopen(this.path());
      this.pruned = this.prune();
    }
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

function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
