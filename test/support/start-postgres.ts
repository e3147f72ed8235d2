/**
 * jest's globalSetup: one embedded PostgreSQL for the whole run, in a folder that is thrown away. Its address is in
 * TEST_DATABASE_URL. An address that is set already is used instead (a PostgreSQL of one's own).
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmbeddedPostgres } from '../../libs/platform/src/database/embedded-postgres.js';

type Launcher = typeof import('../../libs/platform/src/database/embedded-postgres.js');

/** What stop-postgres.ts finds again. */
export interface SharedPostgres {
  testPostgres?: { readonly server: EmbeddedPostgres; readonly folder: string } | undefined;
}

const prefix = 'postgres-of-jest-';

export default async function startPostgres(): Promise<void> {
  const shared = globalThis as SharedPostgres;
  if (process.env['TEST_DATABASE_URL'] || shared.testPostgres) return;
  await removeLeftovers();
  const { startEmbeddedPostgres } = await loadLauncher();
  const folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  const server = await startEmbeddedPostgres({ dataDir: folder, durable: false });
  shared.testPostgres = { server, folder };
  process.env['TEST_DATABASE_URL'] = server.url;
}

/** jest transforms what a global setup imports, but does not map its `.js` to our `.ts`. */
async function loadLauncher(): Promise<Launcher> {
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier.startsWith('.') && context.parentURL?.endsWith('.ts')
        ? next(specifier.replace(/\.js$/, '.ts'), context)
        : next(specifier, context),
  });
  try {
    return await import('../../libs/platform/src/database/embedded-postgres.js');
  } finally {
    hooks.deregister();
  }
}

/** Of runs that were killed. */
async function removeLeftovers(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(prefix));
  const dead = names.filter((name) => !isAlive(Number(name.slice(prefix.length).split('-')[0])));
  await Promise.all(dead.map((name) => rm(join(tmpdir(), name), { recursive: true, force: true })));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
