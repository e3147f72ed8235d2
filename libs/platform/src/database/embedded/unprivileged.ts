import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './launch-error.js';

/** How to run a program that refuses to be root and must not outlive us. */
export interface Unprivileged {
  /** Who must own the files it works on; null: they are ours already. */
  readonly owner: number | null;
  /** False: the system cannot end it with us, so a watchdog has to. */
  readonly endsWithParent: boolean;
  /** The words that go before the program's own. */
  readonly prefix: readonly string[];
}

/** What is asked of the system; a test answers instead. */
export interface Host {
  readonly isRoot: boolean;
  /** Runs the words; true when they end with code 0. */
  try(words: readonly string[]): Promise<boolean>;
}

const nobody = 65_534;
const tied = ['setpriv', '--pdeathsig', 'INT', '--'];
const asNobody = [
  'setpriv',
  '--reuid',
  `${nobody}`,
  '--regid',
  `${nobody}`,
  '--clear-groups',
  ...tied.slice(1),
];
// A user namespace: ourselves outside, nobody inside. For folders that only root can reach, and for users without
// a name (a container's `--user 1234`), whom PostgreSQL refuses.
const asNobodyInside = ['unshare', '--user', `--map-user=${nobody}`, `--map-group=${nobody}`, '--', ...tied];

export const thisHost: Host = {
  isRoot: process.geteuid?.() === 0,
  try: ([program = '', ...words]) =>
    promisify(execFile)(program, words, { timeout: 5_000 }).then(
      () => true,
      () => false,
    ),
};

/** Tries, does not guess: a user, a namespace or a mount option may each forbid what the mode bits allow. */
export async function findUnprivileged(
  program: string,
  folder: string,
  host = thisHost,
): Promise<Unprivileged> {
  const reaches = (prefix: readonly string[]): Promise<boolean> =>
    host.try([...prefix, 'sh', '-c', 'id -un && cd "$1" && "$0" --version', program, folder]);
  if (host.isRoot && (await reaches(asNobody)))
    return { owner: nobody, endsWithParent: true, prefix: asNobody };
  if (!host.isRoot && (await reaches(tied))) return { owner: null, endsWithParent: true, prefix: tied };
  if (await reaches(asNobodyInside)) {
    return { owner: host.isRoot ? 0 : null, endsWithParent: true, prefix: asNobodyInside };
  }
  if (!host.isRoot) return { owner: null, endsWithParent: false, prefix: [] };
  throw new EmbeddedPostgresError(
    'database-refuses-root',
    'PostgreSQL refuses to run as root, and this system lets us start it as nobody else (setpriv and unshare, ' +
      'or the libraries of glibc, are missing or forbidden). ' +
      'Start the service as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
  );
}
