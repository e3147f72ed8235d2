import cluster from 'node:cluster';
import { fileURLToPath } from 'node:url';
import { Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AccessModule, ApiKeys } from '@app/access';
import { SystemClock, type AppConfig } from '@app/platform';
import { Logger } from 'nestjs-pino';
import { DataSource } from 'typeorm';
import { banner } from '../banner.js';
import { compileCache } from '../compile-cache.js';
import { floor } from '../floor.js';
import { SILENT_START, speak } from '../nest-logger.js';
import { assertPortsFree } from '../ports.js';
import { showPeople, STOPPING } from '../show-people.js';
import { startSandboxProcess } from '../start-sandbox-process.js';
import { stopOnSignals } from '../stop-on-signals.js';
import { Fleet } from './fleet.js';

/** What a worker runs: `main.js`, whatever this process was started with. */
const ENTRY = fileURLToPath(new URL('../../main.js', import.meta.url));

/** What the primary has: the floor, and the key for the banner. */
@Module({ imports: [AccessModule] })
class PrimaryModule {
  static forRoot(config: AppConfig): DynamicModule {
    return { module: PrimaryModule, imports: floor(config) };
  }
}

/**
 * The service in `WORKERS` processes on one port. This one answers nothing: it owns the database, its migrations,
 * the sandbox, the port and the signals. Stopped, it lets the workers end first, then what they stand on.
 */
export async function runPrimary(config: AppConfig): Promise<void> {
  await assertPortsFree(config);
  const [sandbox, ground] = await Promise.all([startSandboxProcess(config), openFloor(config)]);
  const logger = ground.get(Logger);
  const fleet = new Fleet({
    config: onDatabase(config, ground.get(DataSource)),
    fork: forkWorker,
    clock: new SystemClock(),
    logger,
    onGivenUp: () => void stop().finally(() => process.exit(1)),
  });
  const stop = async (): Promise<void> => {
    await fleet.stop();
    await sandbox.stop();
    await ground.close();
  };
  stopOnSignals(stop, () => showPeople(config, STOPPING));
  const url = await fleet.start();
  const { developmentKey } = ground.get(ApiKeys);
  showPeople(config, banner(config, { url, developmentKey }));
}

async function openFloor(config: AppConfig): Promise<INestApplicationContext> {
  const context = await NestFactory.createApplicationContext(PrimaryModule.forRoot(config), {
    ...SILENT_START,
  });
  speak(context);
  return context;
}

/** Workers connect to the server that this process has started or was given, and say no warning a second time. */
function onDatabase(config: Pick<AppConfig, keyof AppConfig>, { options }: DataSource): AppConfig {
  const { url } = options as { url: string };
  return { ...config, warnings: [], database: { ...config.database, url } };
}

function forkWorker() {
  cluster.setupPrimary({ exec: ENTRY, args: [], execArgv: ['--enable-source-maps'] });
  return cluster.fork(compileCache());
}
