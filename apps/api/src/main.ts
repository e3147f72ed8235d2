import 'reflect-metadata';
import cluster from 'node:cluster';
import { loadConfig, readEnvironment } from '@app/platform';
import { startFailure } from './boot/start-failure.js';

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

main().catch((thrown: unknown) => {
  process.stderr.write(`${startFailure(thrown)}\n`);
  process.exit(1);
});
