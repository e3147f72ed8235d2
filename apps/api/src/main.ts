import 'reflect-metadata';
import cluster from 'node:cluster';
import { loadConfig, readEnvironment } from '@app/platform';
import { startFailure, startFailureLine } from './boot/start-failure.js';

/** One process, or a primary with `WORKERS` workers, each of which runs this file again. */
async function main(): Promise<void> {
  if (cluster.isWorker) {
    const { runWorker } = await import('./boot/workers/run-worker.js');
    return runWorker();
  }
  const config = loadConfig(readEnvironment());
  if (config.server.workers > 1) {
    const { runPrimary } = await import('./boot/workers/run-primary.js');
    return runPrimary(config);
  }
  const { runAlone } = await import('./boot/run-alone.js');
  return runAlone(config);
}

/** The configuration may be what is wrong: its raw text says where we are. */
function reasonFor(thrown: unknown): string {
  const { ENVIRONMENT, APP_NAME = 'ai-chatbot', APP_VERSION = '1.0.0' } = readEnvironment();
  return ENVIRONMENT?.trim() === 'production'
    ? startFailureLine(thrown, { name: APP_NAME, version: APP_VERSION })
    : startFailure(thrown);
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${reasonFor(thrown)}\n`);
  process.exit(1);
});
