import type { INestApplicationContext } from '@nestjs/common';
import { AppError } from '@app/platform';
import type { NextFunction, Request, Response } from 'express';
import { register } from 'prom-client';
import { ChatMetrics } from '../../metrics/chat-metrics.js';
import { LedgerMetrics } from '../../metrics/ledger-metrics.js';
import { ResilienceMetrics } from '../../metrics/resilience-metrics.js';
import type { Snapshot, ToPrimary } from './messages.js';

/** Longer than the primary waits for a worker. Milliseconds. */
const ANSWER_MS = 5_000;
/** Scrapes that may wait for the primary. */
const MOST_WAITING = 100;

/** `/metrics` of a worker: whichever is asked, what it answers is what all of them have counted. */
export class WorkerMetrics {
  private readonly waiting = new Map<number, (text: string | null) => void>();
  private asks = 0;

  constructor(private readonly tell: (message: ToPrimary) => void) {}

  /** Goes before Nest's own route, which knows this worker alone. */
  readonly answer = async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    if (request.method !== 'GET' || request.path !== '/') return next();
    const text = await this.ofAll();
    if (text === null) return next(notNow());
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Content-Type', register.contentType);
    response.end(text);
  };

  hear(ask: number, text: string): void {
    this.waiting.get(ask)?.(text);
  }

  private ofAll(): Promise<string | null> {
    if (this.waiting.size >= MOST_WAITING) return Promise.resolve(null);
    const ask = (this.asks += 1);
    return new Promise((resolve) => {
      const end = (text: string | null): void => {
        clearTimeout(timer);
        this.waiting.delete(ask);
        resolve(text);
      };
      const timer = setTimeout(() => end(null), ANSWER_MS);
      this.waiting.set(ask, end);
      this.tell({ type: 'scrape', ask });
    });
  }
}

/** What this worker alone has counted. */
export async function readOwnMetrics(app: INestApplicationContext): Promise<Snapshot> {
  app.get(ChatMetrics).refresh();
  app.get(ResilienceMetrics).refresh();
  await app.get(LedgerMetrics).refresh();
  return (await register.getMetricsAsJSON()) as unknown as Snapshot;
}

function notNow(): AppError {
  return new AppError(
    'service-unavailable',
    'metrics-late',
    'The metrics of all workers are not to be had.',
    {
      retryAfterSeconds: 1,
    },
  );
}
