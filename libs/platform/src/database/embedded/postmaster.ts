import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { SystemClock } from '../../time/system-clock.js';
import type { Cluster } from './cluster.js';
import { EmbeddedPostgresError } from './launch-error.js';
import { inUse, nameOfService, readPostmasterFile } from './postmaster-lock.js';
import { watchParent } from './parent-watchdog.js';
import type { Unprivileged } from './unprivileged.js';

/** A running server process. */
export interface Postmaster {
  readonly pid: number;
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Asks for a fast shutdown (open transactions are rolled back) and waits for the end. */
  stop(): Promise<void>;
}

export interface PostmasterOptions {
  readonly postgres: string;
  readonly cluster: Cluster;
  readonly unprivileged: Unprivileged;
  readonly port: number;
  /** Server settings by name, as in postgresql.conf. */
  readonly settings: Readonly<Record<string, string>>;
  /** How long it may take until connections are taken, milliseconds. */
  readonly startTimeoutMs?: number;
  /** How long a fast shutdown may take before it becomes an immediate one, milliseconds. */
  readonly stopTimeoutMs?: number;
}

const clock = new SystemClock();
const pollMs = 5;
// Recovery after a power cut reads at most max_wal_size; this is many times what that takes.
const startWithinMs = 120_000;
const stopWithinMs = 15_000;

/** Starts the server and waits until it takes connections. */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  const child = launch(options);
  const { pid } = child;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  if (pid !== undefined && !options.unprivileged.endsWithParent) watchParent(pid, ended);
  await becomesReady(child, options);
  return { pid: child.pid ?? 0, ended, stop: () => stopGently(child, ended, options) };
}

function launch({ postgres, cluster, unprivileged, port, settings }: PostmasterOptions): ChildProcess {
  const words = [...unprivileged.prefix, postgres, '-D', cluster.data, '-p', String(port), '-k', ''];
  const all = { ...settings, listen_addresses: '127.0.0.1', cluster_name: nameOfService(process.pid) };
  for (const [name, value] of Object.entries(all)) words.push('-c', `${name}=${value}`);
  const log = openSync(cluster.log, 'w', 0o600);
  const [program = postgres, ...rest] = words;
  // Detached: a Ctrl-C in the terminal reaches the service alone, which still needs its database to end well.
  const child = spawn(program, rest, { stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  child.unref();
  return child;
}

async function becomesReady(child: ChildProcess, options: PostmasterOptions): Promise<void> {
  const start = clock.monotonic();
  const limitMs = options.startTimeoutMs ?? startWithinMs;
  for (;;) {
    const file = await readPostmasterFile(options.cluster.data);
    if (file?.ready && file.pid === child.pid) return;
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
      throw await whyItEnded(options);
    }
    if (clock.monotonic() - start > limitMs) {
      child.kill('SIGQUIT');
      throw failed(options.cluster, `it is not ready after ${limitMs / 1000} seconds`);
    }
    await clock.sleep(pollMs);
  }
}

/** The port was taken between our look and the server's. */
export class PortTaken extends EmbeddedPostgresError {}

/** Processes of a server that was killed still end; they hold its memory for some milliseconds. */
export class StillEnding extends EmbeddedPostgresError {}

async function whyItEnded({ cluster, port }: PostmasterOptions): Promise<EmbeddedPostgresError> {
  const log = await readFile(cluster.log, 'utf8').catch(() => '');
  if (/Address already in use|could not bind/.test(log)) {
    return new PortTaken(
      'database-port-taken',
      `Port ${port} of 127.0.0.1, which the embedded PostgreSQL was to have, is taken. Free it, or set DATABASE_URL.`,
    );
  }
  if (log.includes('pre-existing shared memory block')) {
    return new StillEnding(
      'database-left-behind',
      `Processes of an earlier PostgreSQL still use ${cluster.data}. End them, then start again.`,
    );
  }
  const holder = await readPostmasterFile(cluster.data);
  if (holder && log.includes('postmaster.pid')) return inUse(cluster.data, null, holder.pid);
  return failed(cluster, lastFatal(log));
}

const lastFatal = (log: string): string =>
  log.match(/(?:FATAL|PANIC|ERROR|error)[:].*/g)?.at(-1) ?? log.trim().split('\n').at(-1) ?? '';

const failed = (cluster: Cluster, reason: string): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    'database-start-failed',
    `The embedded PostgreSQL does not start: ${reason || 'it said nothing'}. ` +
      `Its log is ${cluster.log}; or set DATABASE_URL to a PostgreSQL of your own.`,
  );

async function stopGently(
  child: ChildProcess,
  ended: Promise<void>,
  { stopTimeoutMs = stopWithinMs }: PostmasterOptions,
): Promise<void> {
  child.ref();
  child.kill('SIGINT');
  // Immediate shutdown loses nothing that was acknowledged: the next start replays the log.
  const impatience = setTimeout(() => child.kill('SIGQUIT'), stopTimeoutMs);
  await ended;
  clearTimeout(impatience);
}
