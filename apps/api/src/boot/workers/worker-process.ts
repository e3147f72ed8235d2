import { AppError, type Clock } from '@app/platform';
import type { ToPrimary, ToWorker } from './messages.js';

/** What we use of a worker of `node:cluster`. */
export interface ForkedProcess {
  readonly id: number;
  readonly process: { readonly pid?: number; kill(signal: NodeJS.Signals): boolean };
  isConnected(): boolean;
  send(message: ToWorker, callback?: (error: Error | null) => void): boolean;
  on(event: 'message', listener: (message: ToPrimary) => void): unknown;
  on(event: 'exit', listener: (code: number, signal: string) => void): unknown;
}

export interface WorkerEnd {
  /** `ended with signal SIGKILL`, or why it did not start. */
  readonly how: string;
  /** Milliseconds. */
  readonly livedMs: number;
}

/** One worker from its fork to its end. It is not started again: that is another one. */
export class WorkerProcess {
  /** The address it listens on; rejects when it ends before. */
  readonly ready: Promise<string>;
  /** Resolves when it has ended, wanted or not. */
  readonly ended: Promise<WorkerEnd>;
  private isReady = false;
  private failure: string | null = null;

  constructor(
    private readonly forked: ForkedProcess,
    hear: (message: ToPrimary, worker: WorkerProcess) => void,
    clock: Clock,
  ) {
    const startedAt = clock.monotonic();
    this.ended = new Promise((resolve) => {
      forked.on('exit', (code, signal) =>
        resolve({ how: this.howItEnded(code, signal), livedMs: clock.monotonic() - startedAt }),
      );
    });
    this.ready = new Promise((resolve, reject) => {
      forked.on('message', (message) => {
        if (message.type === 'failed') this.failure = message.reason;
        if (message.type === 'ready') {
          this.isReady = true;
          resolve(message.url);
        }
        hear(message, this);
      });
      void this.ended.then(({ how }) => {
        this.isReady = false;
        reject(new AppError('service-unavailable', 'worker-failed', how));
      });
    });
    // Who waits for it hears it; a later one that does not start is told by its end.
    this.ready.catch(() => undefined);
  }

  get id(): number {
    return this.forked.id;
  }

  get pid(): number {
    return this.forked.process.pid ?? 0;
  }

  /** It takes requests. */
  get listening(): boolean {
    return this.isReady;
  }

  /** Nothing is thrown to a worker that is gone: its end says so. */
  send(message: ToWorker): void {
    if (this.forked.isConnected()) this.forked.send(message, () => undefined);
  }

  kill(): void {
    this.forked.process.kill('SIGKILL');
  }

  private howItEnded(code: number, signal: string | null): string {
    if (this.failure !== null) return this.failure;
    return `A worker process ended with ${signal ? `signal ${signal}` : `exit code ${code}`}.`;
  }
}
