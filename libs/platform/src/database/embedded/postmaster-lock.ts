import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SystemClock } from '../../time/system-clock.js';
import { EmbeddedPostgresError } from './launch-error.js';
import { readProcessFacts } from './process-facts.js';

export interface PostmasterFile {
  readonly pid: number;
  /** True when it takes connections. */
  readonly ready: boolean;
}

const clock = new SystemClock();
const pollMs = 10;

/** `postmaster.pid`: PostgreSQL's own lock on a cluster. Null: nobody has started there. */
export async function readPostmasterFile(data: string): Promise<PostmasterFile | null> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  // Line 8 is the state: starting, ready, stopping, standby.
  return lines[0] ? { pid: Number(lines[0]), ready: lines[7]?.trim() === 'ready' } : null;
}

/** The name a server carries in its command line, which tells whose it is. */
export const nameOfService = (servicePid: number): string => `service-${servicePid}`;

/**
 * Sees to it that nobody uses the cluster. A server whose service lives is respected: throws
 * `database-data-dir-in-use`. One that its service left behind is waited for, then asked to go; a lock whose
 * process is gone, or is somebody else by now (numbers come round again), is removed.
 */
export async function clearPostmasterLock(
  data: string,
  patienceMs = 10_000,
  factsOf = (pid: number) => readProcessFacts(pid),
): Promise<void> {
  const lock = await readPostmasterFile(data);
  if (!lock) return;
  const facts = await factsOf(lock.pid);
  if (facts === 'unknown') return; // PostgreSQL itself will refuse.
  if (facts === 'ended' || !facts.command.includes(data)) return removeLock(data);
  if (facts.command.includes(nameOfService(facts.parentPid))) throw inUse(data, facts.parentPid, lock.pid);
  await outwait(lock.pid, patienceMs);
  await removeLock(data);
}

/** Says who holds the cluster. */
export const inUse = (data: string, holder: number | null, postmaster: number): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    'database-data-dir-in-use',
    `${holder === null ? 'Another process' : `The service of process ${holder}`} already uses ${data} ` +
      `(its PostgreSQL is process ${postmaster}). Stop it, or give this one a DATA_DIR of its own, ` +
      'or let both share a PostgreSQL through DATABASE_URL.',
  );

async function outwait(pid: number, patienceMs: number): Promise<void> {
  const start = clock.monotonic();
  let asked = false;
  while ((await readProcessFacts(pid)) !== 'ended') {
    const waited = clock.monotonic() - start;
    if (waited > patienceMs) throw leftBehind(pid);
    if (!asked && waited > patienceMs / 10) {
      asked = true;
      process.kill(pid, 'SIGINT');
    }
    await clock.sleep(pollMs);
  }
}

const leftBehind = (pid: number): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    'database-left-behind',
    `A PostgreSQL that a stopped service left behind (process ${pid}) does not end. End it, then start again.`,
  );

const removeLock = (data: string): Promise<void> => rm(join(data, 'postmaster.pid'), { force: true });
