/** jest's globalTeardown: ends what start-postgres.ts started. */
import { rm } from 'node:fs/promises';
import type { SharedPostgres } from './start-postgres.js';

export default async function stopPostgres(): Promise<void> {
  const shared = globalThis as SharedPostgres;
  if (!shared.testPostgres) return;
  const { server, folder } = shared.testPostgres;
  shared.testPostgres = undefined;
  delete process.env['TEST_DATABASE_URL'];
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
