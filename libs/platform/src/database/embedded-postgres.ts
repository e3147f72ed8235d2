import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SystemClock } from '../time/system-clock.js';
import { openCluster, superuser, type Cluster } from './embedded/cluster.js';
import { findFreePort, isPortFree } from './embedded/free-port.js';
import { findPostgresBinaries } from './embedded/postgres-binaries.js';
import { clearPostmasterLock } from './embedded/postmaster-lock.js';
import { startPostmaster, type Postmaster, type PostmasterOptions } from './embedded/postmaster.js';
import { startOnSomePort } from './embedded/start-on-some-port.js';
import { supervise, type Supervised } from './embedded/supervise.js';
import { findUnprivileged } from './embedded/unprivileged.js';

export interface EmbeddedPostgresOptions {
  /** Where the cluster lives and stays; made when missing. */
  readonly dataDir: string;
  /** Left out: the port of the last start when it is free, else any free one. */
  readonly port?: number;
  /** More server settings, by name, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  /** False: data may be lost in a crash. For tests that throw them away. */
  readonly durable?: boolean;
}

/** A PostgreSQL of our own, reachable from this machine alone, that ends with this process. */
export interface EmbeddedPostgres {
  /** With the password in it: not for logs. */
  readonly url: string;
  readonly port: number;
  /** Changes when the server died and was started anew. */
  readonly pid: number;
  /** Fast shutdown; resolves when the server has ended. */
  stop(): Promise<void>;
}

// A small machine's share. The log says when the server starts, stops or crashes and nothing of the statements:
// their text and their rows may hold what people asked.
const settings = {
  shared_buffers: '128MB',
  max_connections: '100',
  max_wal_size: '512MB',
  io_method: 'sync',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
};
const durableSettings = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' };
const fleetingSettings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** Starts the PostgreSQL that npm installed beside us. Throws EmbeddedPostgresError, which names the remedy. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true });
  const binaries = await findPostgresBinaries();
  const unprivileged = await findUnprivileged(binaries.postgres, dataDir);
  const durable = options.durable ?? true;
  const cluster = await openCluster(dataDir, binaries, unprivileged, durable);
  await clearPostmasterLock(cluster.data);
  const durability = durable ? durableSettings : fleetingSettings;
  const launch: LaunchOptions = {
    postgres: binaries.postgres,
    cluster,
    unprivileged,
    settings: { ...settings, ...options.settings, ...durability },
  };
  const { port, postmaster } = await startOnSomePort({
    start: (port) => startPostmaster({ ...launch, port }),
    usual: () => usualPort(cluster),
    wanted: options.port,
    clock,
  });
  await writeFile(cluster.portFile, String(port));
  return runningOn(
    port,
    cluster.password,
    supervise(postmaster, () => restart(launch, port), clock),
  );
}

const clock = new SystemClock();

type LaunchOptions = Omit<PostmasterOptions, 'port'>;

async function usualPort({ portFile }: Cluster): Promise<number> {
  const port = Number(await readFile(portFile, 'utf8').catch(() => '0'));
  return port > 0 && (await isPortFree(port)) ? port : findFreePort();
}

async function restart(launch: LaunchOptions, port: number): Promise<Postmaster> {
  await clearPostmasterLock(launch.cluster.data);
  return startPostmaster({ ...launch, port });
}

function runningOn(port: number, password: string, server: Supervised): EmbeddedPostgres {
  return {
    url: `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`,
    port,
    get pid() {
      return server.pid;
    },
    stop: () => server.stop(),
  };
}
