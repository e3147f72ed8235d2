import type { Clock } from '@app/platform';
import { AggregatorRegistry, type MetricObject } from 'prom-client';
import type { Snapshot, ToPrimary } from './messages.js';
import type { WorkerProcess } from './worker-process.js';

/** A worker that takes longer is told as it was the last time. Milliseconds. */
const ANSWER_MS = 2_000;
/**
 * What every worker reads in the same database, what is a state or an age, and callers whom each knows: of these the highest counts, where the
 * sum over the workers would say that nobody has.
 */
const HIGHEST_COUNTS = /^chatbot_(?:budget_|unsettled_exposure|circuit_breaker_|ledger_lag)/;
/** What only ever grows, and so must not shrink when a worker ends. */
const GROWS: ReadonlySet<string> = new Set(['counter', 'histogram']);

/** The metrics of all workers as one text, those of workers that have ended included. */
export class FleetMetrics {
  private readonly latest = new Map<number, Snapshot>();
  private readonly waiting = new Map<number, () => void>();
  private departed: Snapshot = [];
  private asks = 0;
  private scraping: Promise<string> | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly workers: () => readonly WorkerProcess[],
  ) {}

  /** Scrapes at the same time are one. */
  scrape(): Promise<string> {
    this.scraping ??= this.ask().finally(() => (this.scraping = null));
    return this.scraping;
  }

  hear(workerId: number, { ask, snapshot }: Extract<ToPrimary, { type: 'metrics-read' }>): void {
    this.latest.set(workerId, snapshot.map(withAggregator));
    this.waiting.get(ask)?.();
  }

  /** Of a worker that has ended stays what it had counted, as far as anybody was told. */
  forget(workerId: number): void {
    const last = this.latest.get(workerId);
    this.latest.delete(workerId);
    if (last) this.departed = [...this.departed, ...last.filter(({ type }) => GROWS.has(type))];
  }

  private async ask(): Promise<string> {
    await Promise.all(this.workers().map((worker) => this.askOne(worker)));
    // Folded here, so that a fleet whose workers often end does not carry a list of them.
    this.departed = (await sumOf([this.departed]).getMetricsAsJSON()) as unknown as Snapshot;
    return sumOf([this.departed, ...this.latest.values()]).metrics();
  }

  private async askOne(worker: WorkerProcess): Promise<void> {
    const ask = (this.asks += 1);
    const impatience = new AbortController();
    const answered = new Promise<void>((resolve) => this.waiting.set(ask, resolve));
    worker.send({ type: 'read-metrics', ask });
    const tooLate = this.clock.sleep(ANSWER_MS, impatience.signal).catch(() => undefined);
    await Promise.race([answered, tooLate]);
    impatience.abort();
    this.waiting.delete(ask);
  }
}

function withAggregator<Metric extends Snapshot[number]>(metric: Metric): Metric {
  return HIGHEST_COUNTS.test(metric.name) ? { ...metric, aggregator: 'max' } : metric;
}

function sumOf(snapshots: readonly Snapshot[]) {
  return AggregatorRegistry.aggregate(snapshots as unknown as MetricObject[]);
}
