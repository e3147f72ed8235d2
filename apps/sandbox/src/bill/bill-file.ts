import { appendFile, truncate } from 'node:fs/promises';

/** The bill on disk: lines are gathered for one turn of the event loop and appended in order. */
export class BillFile {
  private waiting = '';
  private work: Promise<void> = Promise.resolve();
  private scheduled = false;

  /** `onError` hears of a disk that does not take the lines; calls go on. */
  constructor(
    private readonly path: string,
    private readonly onError: (error: unknown) => void,
  ) {}

  append(line: string): void {
    this.waiting += line;
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => this.flush());
  }

  clear(): Promise<void> {
    this.waiting = '';
    return this.queue(() => truncate(this.path));
  }

  /** Resolves when everything appended so far is written. */
  close(): Promise<void> {
    this.flush();
    return this.work;
  }

  private flush(): void {
    this.scheduled = false;
    const text = this.waiting;
    this.waiting = '';
    if (text) void this.queue(() => appendFile(this.path, text));
  }

  private queue(step: () => Promise<void>): Promise<void> {
    this.work = this.work.then(step).catch(this.onError);
    return this.work;
  }
}
