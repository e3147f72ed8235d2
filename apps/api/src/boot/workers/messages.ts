import type { AppConfig } from '@app/platform';

/** One metric as `register.getMetricsAsJSON()` has it: what the primary adds up. */
export interface MetricJson {
  readonly name: string;
  readonly type: string;
  readonly aggregator: string;
}

export type Snapshot = readonly MetricJson[];

/** What the primary says to a worker. */
export type ToWorker =
  /** The one reading of the environment, with the address of the database that the primary has opened. */
  | { readonly type: 'begin'; readonly config: AppConfig }
  | { readonly type: 'stop' }
  | { readonly type: 'read-metrics'; readonly ask: number }
  /** Answers a `scrape`. */
  | { readonly type: 'metrics'; readonly ask: number; readonly text: string };

/** What a worker says to the primary. */
export type ToPrimary =
  /** It listens to messages from now on. */
  | { readonly type: 'hello' }
  | { readonly type: 'ready'; readonly url: string }
  /** It does not start, and ends; `reason` is for people. */
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'metrics-read'; readonly ask: number; readonly snapshot: Snapshot }
  /** Somebody asked this worker for the metrics of all. */
  | { readonly type: 'scrape'; readonly ask: number };
