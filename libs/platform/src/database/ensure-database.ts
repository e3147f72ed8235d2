import { join } from 'node:path';
import type { AppConfig } from '../config/app-config.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';

export interface EnsuredDatabase {
  /** With the password in it: not for logs. */
  readonly url: string;
  readonly embedded: boolean;
  /** Ends the embedded server; does nothing to somebody else's. */
  stop(): Promise<void>;
}

/** The database that is configured, or an embedded PostgreSQL under `DATA_DIR` where none is. */
export async function ensureDatabase(config: Pick<AppConfig, 'database'>): Promise<EnsuredDatabase> {
  const { url, dataDir } = config.database;
  if (url !== null) return { url, embedded: false, stop: () => Promise.resolve() };
  const server = await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres') });
  return { url: server.url, embedded: true, stop: () => server.stop() };
}
