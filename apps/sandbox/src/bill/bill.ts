import type { BillFile } from './bill-file.js';
import type { BillLine } from './bill-line.js';

export interface BillOptions {
  readonly now: () => number;
  /** The most lines kept in memory; the oldest tenth goes when there are more. The file keeps all. */
  readonly limit?: number;
  readonly file?: BillFile;
}

const DEFAULT_LIMIT = 200_000;

/** What every call was charged: append-only, oldest first, bounded in memory. */
export class Bill {
  private lines: string[] = [];
  private times: number[] = [];
  private readonly limit: number;
  private readonly now: () => number;
  private readonly file?: BillFile;
  /** How many of the oldest lines memory has given up. */
  dropped = 0;

  constructor(options: BillOptions) {
    this.limit = options.limit ?? DEFAULT_LIMIT;
    this.now = options.now;
    this.file = options.file;
  }

  write(line: BillLine): void {
    const text = `${JSON.stringify(line)}\n`;
    this.lines.push(text);
    this.times.push(this.now());
    if (this.lines.length > this.limit) this.dropOldest();
    this.file?.append(text);
  }

  /** The lines written at or after `since` (epoch milliseconds), as NDJSON in blocks. */
  *blocks(since = 0, size = 2_000): Generator<string> {
    const { lines, times } = this;
    let from = times.findIndex((time) => time >= since);
    if (from < 0) return;
    for (const end = lines.length; from < end; from += size)
      yield lines.slice(from, Math.min(end, from + size)).join('');
  }

  async clear(): Promise<void> {
    this.lines = [];
    this.times = [];
    this.dropped = 0;
    await this.file?.clear();
  }

  private dropOldest(): void {
    const count = Math.max(1, Math.floor(this.limit / 10));
    this.lines = this.lines.slice(count);
    this.times = this.times.slice(count);
    this.dropped += count;
  }
}
