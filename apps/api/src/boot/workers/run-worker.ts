import type { NestExpressApplication } from '@nestjs/platform-express';
import type { AppConfig } from '@app/platform';
import { startFailure } from '../start-failure.js';
import { startService, type RunningService } from '../start-service.js';
import type { ToPrimary, ToWorker } from './messages.js';
import { readOwnMetrics, WorkerMetrics } from './worker-metrics.js';

/**
 * The service in a worker. It gets its configuration from the primary, shares the primary's port, and ends when
 * the primary says so, or is gone (Node's own cluster does that).
 */
export async function runWorker(): Promise<void> {
  // A Ctrl-C in the terminal reaches all processes; the primary says when it is our turn.
  process.on('SIGINT', () => undefined);
  const config = await configFromPrimary();
  const metrics = new WorkerMetrics(tell);
  const service = await start(config, metrics);
  if (!service) return;
  const stop = once(() =>
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`A worker did not stop cleanly: ${String(error)}\n`);
        process.exit(1);
      },
    ),
  );
  process.on('SIGTERM', stop);
  process.on('message', (message: ToWorker) => obey(message, service, metrics, stop));
  tell({ type: 'ready', url: service.url });
}

function configFromPrimary(): Promise<AppConfig> {
  return new Promise((resolve) => {
    process.once('message', (message: Extract<ToWorker, { type: 'begin' }>) => resolve(message.config));
    tell({ type: 'hello' });
  });
}

async function start(config: AppConfig, metrics: WorkerMetrics): Promise<RunningService | null> {
  const prepare = (app: NestExpressApplication): void => {
    if (config.metrics.enabled) app.use('/metrics', metrics.answer);
  };
  try {
    return await startService(config, undefined, prepare);
  } catch (thrown) {
    // Gone only when it is said: a channel that closes drops what is still in it.
    process.send?.({ type: 'failed', reason: startFailure(thrown) }, () => process.exit(1));
    return null;
  }
}

function obey(message: ToWorker, { app }: RunningService, metrics: WorkerMetrics, stop: () => void): void {
  switch (message.type) {
    case 'stop':
      return stop();
    case 'read-metrics':
      return void readOwnMetrics(app).then((snapshot) =>
        tell({ type: 'metrics-read', ask: message.ask, snapshot }),
      );
    case 'metrics':
      return metrics.hear(message.ask, message.text);
    case 'begin':
  }
}

function tell(message: ToPrimary): void {
  if (process.connected) process.send?.(message);
}

function once(action: () => Promise<unknown>): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    void action();
  };
}
