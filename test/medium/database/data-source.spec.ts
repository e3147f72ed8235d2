/** Real: PostgreSQL, which is stopped and started under a pool that is in use. */
import { createDataSource, startEmbeddedPostgres, type EmbeddedPostgres } from '@app/platform';
import { testDatabase, type TestDatabase } from '@app/platform/testing';
import { Logger } from '@nestjs/common';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';

describe(createDataSource.name, () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await testDatabase([]);
    dataSource = database.dataSource;
    await dataSource.query('CREATE TABLE notes (id int PRIMARY KEY, words text)');
  });

  afterAll(() => database.close());

  it('limits how long a statement and an idle transaction may take', async () => {
    expect(
      await dataSource.query(
        `SELECT current_setting('statement_timeout') AS statement,
                current_setting('idle_in_transaction_session_timeout') AS idle,
                current_setting('application_name') AS name`,
      ),
    ).toEqual([{ statement: '15s', idle: '30s', name: 'test' }]);
  });

  it('translates what a query fails with', async () => {
    await dataSource.query('INSERT INTO notes VALUES (1)');

    await expect(dataSource.query('INSERT INTO notes VALUES (1)')).rejects.toMatchObject({
      code: 'database-refused',
      sqlState: '23505',
      constraint: 'notes_pkey',
    });
  });

  it('translates what a transaction fails with, and rolls it back', async () => {
    const work = dataSource.transaction(async (manager) => {
      await manager.query('INSERT INTO notes VALUES (2)');
      await manager.query('INSERT INTO nowhere VALUES (2)');
    });

    await expect(work).rejects.toMatchObject({ code: 'database-refused', sqlState: '42P01' });
    expect(await dataSource.query('SELECT FROM notes WHERE id = 2')).toEqual([]);
  });

  it('runs a transaction at the isolation that is asked for', async () => {
    const [row] = await dataSource.transaction('SERIALIZABLE', (manager) =>
      manager.query('SHOW transaction_isolation'),
    );

    expect(row).toEqual({ transaction_isolation: 'serializable' });
  });
});

describe('A pool whose PostgreSQL goes away', () => {
  let dataDir: string;
  let server: EmbeddedPostgres;
  let dataSource: DataSource;
  const warnings = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'gone-'));
    server = await startEmbeddedPostgres({ dataDir, durable: false });
    dataSource = createDataSource({ url: server.url, poolSize: 4, migrations: [], applicationName: 'test' });
    await dataSource.initialize();
  });

  afterAll(async () => {
    await dataSource.destroy();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const one = (): Promise<unknown> => dataSource.query('SELECT 1 AS one');

  it('fails politely, and works again without a restart', async () => {
    const running = dataSource.query('SELECT pg_sleep(14)').catch((error: unknown) => error);
    await Promise.all([one(), one(), one()]);
    await server.stop();

    expect(await running).toMatchObject({ kind: 'service-unavailable', code: 'database-unavailable' });
    await expect(one()).rejects.toMatchObject({ kind: 'service-unavailable', retryAfterSeconds: 2 });

    server = await startEmbeddedPostgres({ dataDir, port: server.port, durable: false });
    expect(await Promise.all([one(), one(), one(), one(), one()])).toHaveLength(5);
  });

  it('has told of it once, not once a connection', () => {
    expect(warnings).toHaveBeenCalledTimes(1);
    expect(warnings.mock.calls[0]?.[0]).toContain('Lost the connection to the database');
  });
});
