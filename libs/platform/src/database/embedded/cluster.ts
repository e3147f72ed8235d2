import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './launch-error.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { isAlive } from './process-facts.js';
import type { Unprivileged } from './unprivileged.js';

/** One PostgreSQL cluster on disk, with what belongs to it: all in one folder, so that it appears at once or not at all. */
export interface Cluster {
  /** What PostgreSQL calls PGDATA. */
  readonly data: string;
  readonly log: string;
  /** Where the port of the last start is kept. */
  readonly portFile: string;
  readonly password: string;
}

export const superuser = 'postgres';

/** Opens the cluster under `dataDir`, making it first where there is none. */
export async function openCluster(
  dataDir: string,
  binaries: PostgresBinaries,
  unprivileged: Unprivileged,
  durable: boolean,
  changeOwner = chown,
): Promise<Cluster> {
  const folder = join(dataDir, 'cluster');
  const data = join(folder, 'data');
  if (!(await exists(folder))) await createCluster(folder, binaries, unprivileged, durable);
  await checkVersion(data, binaries.majorVersion);
  await takeOwnership(data, unprivileged.owner, changeOwner);
  const password = await readFile(join(folder, 'password'), 'utf8');
  return { data, log: join(folder, 'postgres.log'), portFile: join(folder, 'port'), password };
}

/** Made under another name and moved into place: an interrupted initdb never counts, and of two the first wins. */
async function createCluster(
  folder: string,
  binaries: PostgresBinaries,
  unprivileged: Unprivileged,
  durable: boolean,
): Promise<void> {
  await removeUnfinished(folder);
  const draft = `${folder}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await fillCluster(draft, binaries, unprivileged, durable);
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!(await exists(folder))) throw error;
  }
}

async function fillCluster(
  draft: string,
  binaries: PostgresBinaries,
  unprivileged: Unprivileged,
  durable: boolean,
): Promise<void> {
  const data = join(draft, 'data');
  const passwordFile = join(draft, 'password-for-initdb');
  await mkdir(data, { recursive: true });
  const password = randomBytes(24).toString('base64url');
  await writeFile(join(draft, 'password'), password, { mode: 0o600 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  await giveAway([data, passwordFile], unprivileged.owner);
  await runInitdb(binaries.initdb, unprivileged, data, passwordFile, durable);
  await rm(passwordFile);
}

async function runInitdb(
  initdb: string,
  { prefix }: Unprivileged,
  data: string,
  passwordFile: string,
  durable: boolean,
): Promise<void> {
  const words = [...prefix, initdb, '-D', data, '-U', superuser, `--pwfile=${passwordFile}`];
  words.push('--auth=scram-sha-256', '--encoding=UTF8', '--data-checksums', '--no-instructions');
  // The collation PostgreSQL brings along: the same order on every machine, whatever its C library.
  words.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  if (!durable) words.push('--no-sync');
  const [program = initdb, ...rest] = words;
  await promisify(execFile)(program, rest).catch((cause: Error & { stderr?: string }) => {
    throw new EmbeddedPostgresError(
      'database-start-failed',
      `The embedded PostgreSQL could not be set up under ${data}: ${cause.stderr?.trim() || cause.message} ` +
        'Check the folder and the free space, or set DATABASE_URL to a PostgreSQL of your own.',
      cause,
    );
  });
}

async function removeUnfinished(folder: string): Promise<void> {
  const parent = dirname(folder);
  const drafts = (await readdir(parent)).filter((name) => /^cluster\.\d+\..*tmp$/.test(name));
  const dead = drafts.filter((name) => !isAlive(Number(name.split('.')[1])));
  await Promise.all(dead.map((name) => rm(join(parent, name), { recursive: true, force: true })));
}

async function checkVersion(data: string, majorVersion: string): Promise<void> {
  const found = (await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => 'unknown')).trim();
  if (found === majorVersion) return;
  throw new EmbeddedPostgresError(
    'database-version-mismatch',
    `The data in ${data} belong to PostgreSQL ${found}, this release brings PostgreSQL ${majorVersion}. ` +
      'Dump them with the release that wrote them and restore the dump, or move the folder away to start anew, ' +
      'or set DATABASE_URL to a PostgreSQL of your own.',
  );
}

/** The service may have been started by another user, or as another user, the last time. */
async function takeOwnership(data: string, owner: number | null, changeOwner: typeof chown): Promise<void> {
  if (owner === null || (await stat(data)).uid === owner) return;
  const entries = await readdir(data, { recursive: true });
  await giveAway([data, ...entries.map((entry) => join(data, entry))], owner, changeOwner);
}

async function giveAway(paths: readonly string[], owner: number | null, changeOwner = chown): Promise<void> {
  if (owner === null) return;
  await Promise.all(paths.map((path) => changeOwner(path, owner, owner)));
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
