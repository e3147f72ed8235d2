import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SystemClock } from '../time/system-clock.js';
import { openCluster, superuser, type Cluster } from './embedded/cluster.js';
import { findFreePort, isPortFree } from './embedded/free-port.js';
import { findPostgresBinaries } from './embedded/postgres-binaries.js';
import { clearPostmasterLock } from './embedded/postmaster-lock.js';
import {
  PortTaken,
  StillEnding,
  startPostmaster,
  type Postmaster,
  type PostmasterOptions,
} from './embedded/postmaster.js';
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
  const server = await startOnSomePort(launch, options.port);
  await writeFile(cluster.portFile, String(server.port));
  return supervise(launch, server.postmaster, server.port);
}

const clock = new SystemClock();
const shortestPauseMs = 100;
const longestPauseMs = 5_000;
const mostAttempts = 50;

type LaunchOptions = Omit<PostmasterOptions, 'port'>;

async function startOnSomePort(
  launch: LaunchOptions,
  wanted: number | undefined,
): Promise<{ port: number; postmaster: Postmaster }> {
  let port = wanted ?? (await usualPort(launch.cluster));
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { port, postmaster: await startPostmaster({ ...launch, port }) };
    } catch (error) {
      const helps = error instanceof StillEnding || (error instanceof PortTaken && wanted === undefined);
      if (!helps || attempt === mostAttempts) throw error;
      if (error instanceof PortTaken) port = await findFreePort();
      else await clock.sleep(shortestPauseMs);
    }
  }
}

async function usualPort({ portFile }: Cluster): Promise<number> {
  const port = Number(await readFile(portFile, 'utf8').catch(() => '0'));
  return port > 0 && (await isPortFree(port)) ? port : findFreePort();
}

/** Starts a server that died (out of memory, killed) again, on its port, until it is told to stop. */
function supervise(launch: LaunchOptions, first: Postmaster, port: number): EmbeddedPostgres {
  let postmaster = first;
  const stopping = new AbortController();
  const watch = async (): Promise<void> => {
    for (let pauseMs = shortestPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      await postmaster.ended;
      await clock.sleep(pauseMs, stopping.signal);
      const revived = await revive(launch, port);
      if (!revived) continue;
      if (stopping.signal.aborted) return revived.stop();
      postmaster = revived;
      pauseMs = shortestPauseMs / 2;
    }
  };
  const watching = watch().catch(() => undefined); // The abort of a pause; nothing else is thrown.
  return {
    url: `postgres://${superuser}:${launch.cluster.password}@127.0.0.1:${port}/postgres`,
    port,
    get pid() {
      return postmaster.pid;
    },
    stop: async () => {
      stopping.abort();
      await postmaster.stop();
      await watching;
    },
  };
}

async function revive(launch: LaunchOptions, port: number): Promise<Postmaster | null> {
  try {
    await clearPostmasterLock(launch.cluster.data);
    return await startPostmaster({ ...launch, port });
  } catch {
    return null;
  }
}
