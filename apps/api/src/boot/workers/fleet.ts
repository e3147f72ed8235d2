import type { AppConfig, Clock } from '@app/platform';
import { longestStopMs } from '../longest-stop.js';
import type { ToPrimary } from './messages.js';
import { FleetMetrics } from './fleet-metrics.js';
import { WorkerProcess, type ForkedProcess, type WorkerEnd } from './worker-process.js';

/** A worker that has lived so long was well: its end counts as the first again. Milliseconds. */
export const STEADY_MS = 60_000;
/** So many ends in a row are no accident any more. */
export const MOST_ENDS = 5;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;

export interface FleetOptions {
  readonly config: AppConfig;
  readonly fork: () => ForkedProcess;
  readonly clock: Clock;
  readonly logger: { warn(message: string): void; error(message: string): void };
  /** Told once, when workers keep ending and none is left that takes requests. */
  readonly onGivenUp: () => void;
}

/** The workers of one primary: as many as there should be, whatever happens to them. */
export class Fleet {
  private readonly workers = new Set<WorkerProcess>();
  private readonly metrics: FleetMetrics;
  private readonly stopping = new AbortController();

  constructor(private readonly options: FleetOptions) {
    this.metrics = new FleetMetrics(options.clock, () => [...this.workers].filter((one) => one.listening));
  }

  /** Resolves with their address when all take requests. Throws why the first one does not. */
  async start(): Promise<string> {
    const first = Array.from({ length: this.options.config.server.workers }, () => this.launch());
    const [url = ''] = await Promise.all(first.map(({ ready }) => ready));
    for (const worker of first) void this.keep(worker);
    return url;
  }

  /** Lets all end gracefully, at the same time; ends what has not within {@link longestStopMs}. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const impatience = setTimeout(() => {
      for (const worker of this.workers) worker.kill();
    }, longestStopMs(this.options.config));
    for (const worker of this.workers) worker.send({ type: 'stop' });
    await Promise.all([...this.workers].map(({ ended }) => ended));
    clearTimeout(impatience);
  }

  private launch(): WorkerProcess {
    const { fork, clock } = this.options;
    const worker = new WorkerProcess(fork(), (message, from) => this.hear(message, from), clock);
    this.workers.add(worker);
    void worker.ended.then(() => {
      this.workers.delete(worker);
      this.metrics.forget(worker.id);
    });
    return worker;
  }

  private hear(message: ToPrimary, from: WorkerProcess): void {
    switch (message.type) {
      case 'hello':
        return from.send({ type: 'begin', config: this.options.config });
      case 'metrics-read':
        return this.metrics.hear(from.id, message);
      case 'scrape':
        return void this.metrics
          .scrape()
          .then((text) => from.send({ type: 'metrics', ask: message.ask, text }));
      case 'ready':
      case 'failed':
    }
  }

  /** Starts another in the place of one that has ended, again and again. */
  private async keep(first: WorkerProcess): Promise<void> {
    const { signal } = this.stopping;
    let worker = first;
    for (let ends = 1; ; ends += 1) {
      const end = await worker.ended;
      if (signal.aborted) return;
      if (end.livedMs >= STEADY_MS) ends = 1;
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (ends - 1), LONGEST_PAUSE_MS);
      this.report(worker.pid, end, ends, pauseMs);
      const isOver = await this.options.clock.sleep(pauseMs, signal).then(
        () => false,
        () => true,
      );
      if (isOver) return;
      worker = this.launch();
    }
  }

  private report(pid: number, { how, livedMs }: WorkerEnd, ends: number, pauseMs: number): void {
    const { logger, onGivenUp } = this.options;
    const seconds = (livedMs / 1_000).toFixed(1);
    if (ends < MOST_ENDS)
      return logger.warn(`${how} It was process ${pid}, for ${seconds} s; another starts in ${pauseMs} ms.`);
    const isNobodyLeft = ![...this.workers].some(({ listening }) => listening);
    logger.error(
      `Worker processes keep ending: ${ends} in a row, each within ${STEADY_MS / 1_000} s. The last one: ${how} ` +
        (isNobodyLeft ? 'None is left; the service stops.' : `Another starts in ${pauseMs} ms.`),
    );
    if (isNobodyLeft && !this.stopping.signal.aborted) {
      this.stopping.abort();
      onGivenUp();
    }
  }
}
