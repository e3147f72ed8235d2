import { createHash, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource, type MigrationClass } from './data-source.js';
import { migrate } from './migrate.js';

export interface TestDatabase {
  readonly dataSource: DataSource;
  readonly url: string;
  /** Disconnects and drops the database. */
  close(): Promise<void>;
}

/**
 * A fresh, migrated database of a test's own on the server of TEST_DATABASE_URL, which the medium and e2e projects
 * start. Made from a template that the first test with these migrations leaves, so the rest cost a copy.
 */
export async function testDatabase(migrations: readonly MigrationClass[]): Promise<TestDatabase> {
  const server = serverUrl();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asAdministrator(server, async (administrator) => {
    const template = await ensureTemplate(administrator, server, migrations);
    await administrator.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  });
  const url = urlOf(server, name);
  const dataSource = await openDataSource(url, migrations);
  return {
    dataSource,
    url,
    close: async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
      await asAdministrator(server, (administrator) =>
        administrator.query(`DROP DATABASE ${name} WITH (FORCE)`),
      );
    },
  };
}

function serverUrl(): string {
  const url = process.env['TEST_DATABASE_URL'];
  if (url) return url;
  throw new Error('TEST_DATABASE_URL is not set: tests with a database belong to test/medium or test/e2e.');
}

async function ensureTemplate(
  administrator: Client,
  server: string,
  migrations: readonly MigrationClass[],
): Promise<string> {
  const source = migrations.map(String).join('\n');
  const template = `template_${createHash('sha256').update(source).digest('hex').slice(0, 24)}`;
  // One worker makes it, the others wait here; the lock goes with the administrator's connection.
  await administrator.query('SELECT pg_advisory_lock(hashtext($1))', [template]);
  const { rowCount } = await administrator.query('SELECT FROM pg_database WHERE datname = $1', [template]);
  if (rowCount === 0) await makeTemplate(administrator, server, template, migrations);
  return template;
}

async function makeTemplate(
  administrator: Client,
  server: string,
  template: string,
  migrations: readonly MigrationClass[],
): Promise<void> {
  const draft = `draft_${randomUUID().replaceAll('-', '')}`;
  await administrator.query(`CREATE DATABASE ${draft}`);
  const dataSource = await openDataSource(urlOf(server, draft), migrations);
  await migrate(dataSource);
  await dataSource.destroy();
  await administrator.query(`ALTER DATABASE ${draft} RENAME TO ${template}`);
}

async function openDataSource(url: string, migrations: readonly MigrationClass[]): Promise<DataSource> {
  return createDataSource({ url, poolSize: 10, migrations, applicationName: 'test' }).initialize();
}

async function asAdministrator<T>(server: string, work: (administrator: Client) => Promise<T>): Promise<T> {
  const administrator = new Client({ connectionString: server });
  await administrator.connect();
  try {
    return await work(administrator);
  } finally {
    await administrator.end();
  }
}

function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
