import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { ApiKeys } from '@app/access';
import { PostgresLedger } from '@app/cost';
import type { AppConfig, LoggingOptions } from '@app/platform';
import express from 'express';
import { AppModule } from '../app.module.js';
import { setUp } from '../app.setup.js';
import { RunningAnswers } from '../lifecycle/running-answers.js';
import { internalServer } from '../wire/internal-port.js';
import { endWithin } from './end-within.js';
import { leftUndone } from './left-undone.js';
import { longestStopMs } from './longest-stop.js';
import { SILENT_START, speak } from './nest-logger.js';
import { close, listen } from './ports.js';

/** A client that still holds its connection after this is cut off. Milliseconds. */
const CLOSING_MS = 2_000;
/** Last words, batches, connections: what closing takes of a stop's time at most. Milliseconds. */
const LONGEST_CLOSING_MS = 5_000;

export interface RunningService {
  /** How this machine reaches it: `http://localhost:8000`. */
  readonly url: string;
  readonly developmentKey: string | null;
  readonly app: NestExpressApplication;
  /**
   * Within {@link longestStopMs}: not ready, no new work, running answers end, everything that was opened is closed.
   * Rejects when that time is over, with what is left.
   */
  stop(): Promise<void>;
}

/** From a checked configuration to a listening service; its database comes up and is migrated on the way. */
export async function startService(
  config: AppConfig,
  logging?: LoggingOptions,
  /** Told of the application before it has routes; it listens when this has ended. */
  prepare: (app: NestExpressApplication) => unknown = () => undefined,
): Promise<RunningService> {
  const { host, port } = config.server;
  const routes = AppModule.forRoot(config, logging);
  const app = await NestFactory.create<NestExpressApplication>(routes, oneSpelling(), {
    ...SILENT_START,
    bodyParser: false,
  });
  speak(app);
  let closeInternal: () => Promise<void>;
  try {
    setUp(app, config);
    await prepare(app);
    await app.listen(port, host);
    closeInternal = await openInternalPort(app, config);
  } catch (error) {
    await closeApp(app);
    throw error;
  }
  const address = app.getHttpServer().address() as AddressInfo;
  const left = leftUndone(app.get(RunningAnswers), app.get(PostgresLedger));
  return {
    url: `http://${shownHost(host)}:${address.port}`,
    developmentKey: app.get(ApiKeys).developmentKey,
    app,
    stop: () => endWithin(stopAll(app, config, closeInternal), longestStopMs(config), left),
  };
}

async function stopAll(
  app: NestExpressApplication,
  config: AppConfig,
  closeInternal: () => Promise<void>,
): Promise<void> {
  await leave(app.get(RunningAnswers), config.server);
  await closeInternal();
  await closeApp(app);
}

/** Express takes `/HEALTH` for `/health` otherwise, while gates, logs and shedding know one spelling. */
function oneSpelling(): ExpressAdapter {
  const server = express();
  server.enable('case sensitive routing');
  return new ExpressAdapter(server);
}

/** Says that it goes, works on until balancers have noticed, then waits for the running answers. */
async function leave(running: RunningAnswers, server: AppConfig['server']): Promise<void> {
  const { shutdownTimeoutMs, balancerWaitMs } = server;
  const closingMs = Math.min(LONGEST_CLOSING_MS, shutdownTimeoutMs / 6);
  running.announceStop();
  await sleep(balancerWaitMs);
  await running.drain(Math.max(0, shutdownTimeoutMs - balancerWaitMs - closingMs));
}

/** In production `/metrics` and `/docs` answer on a port of their own, and not on the public one. */
async function openInternalPort(
  app: NestExpressApplication,
  config: AppConfig,
): Promise<() => Promise<void>> {
  if (config.app.environment !== 'production') return () => Promise.resolve();
  const server = internalServer(app.getHttpAdapter().getInstance());
  await listen(server, config.metrics.port, config.server.host);
  return () => {
    server.closeAllConnections();
    return close(server);
  };
}

async function closeApp(app: NestExpressApplication): Promise<void> {
  const cutOff = setTimeout(() => app.getHttpServer().closeAllConnections(), CLOSING_MS);
  await app.close();
  clearTimeout(cutOff);
}

function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
