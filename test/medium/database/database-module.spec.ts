/** Real: Nest's life cycle, and PostgreSQL, once a server of the test run's and once an embedded one. */
import { AppConfig, DatabaseModule } from '@app/platform';
import { testDatabase, waitUntil } from '@app/platform/testing';
import { Global, Logger, Module, type BeforeApplicationShutdown } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource, type QueryRunner } from 'typeorm';

class CreateLetters1770000000000 {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE letters (letter text)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE letters');
  }
}

/** Somebody who has something left to write when the service stops. */
class LateWriter implements BeforeApplicationShutdown {
  written = 0;

  constructor(private readonly dataSource: DataSource) {}

  async beforeApplicationShutdown(): Promise<void> {
    const rows: unknown[] = await this.dataSource.query("INSERT INTO letters VALUES ('z') RETURNING letter");
    this.written = rows.length;
  }

  async onApplicationShutdown(): Promise<void> {
    const rows: unknown[] = await this.dataSource.query("INSERT INTO letters VALUES ('z') RETURNING letter");
    this.written += rows.length;
  }
}

const open = (database: AppConfig['database']): Promise<TestingModule> => {
  const config = { app: { name: 'chat' }, database } as AppConfig;
  @Global()
  @Module({ providers: [{ provide: AppConfig, useValue: config }], exports: [AppConfig] })
  class ConfigModule {}
  return Test.createTestingModule({
    imports: [ConfigModule, DatabaseModule.forRoot({ migrations: [CreateLetters1770000000000] })],
    providers: [
      {
        provide: LateWriter,
        inject: [DataSource],
        useFactory: (source: DataSource) => new LateWriter(source),
      },
    ],
  }).compile();
};

const portOf = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

describe(DatabaseModule.name, () => {
  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  it('hands out a connected, migrated database', async () => {
    const database = await testDatabase([]);
    const app = await open({ url: database.url, dataDir: '/nowhere', poolSize: 3 });

    expect(await app.get(DataSource).query('SELECT letter FROM letters')).toEqual([]);
    await app.close();
    await database.close();
  });

  it('is closed after everyone else has written what they had', async () => {
    const database = await testDatabase([]);
    const app = await open({ url: database.url, dataDir: '/nowhere', poolSize: 3 });
    const dataSource = app.get(DataSource);
    const writer = app.get(LateWriter);
    await app.close();

    expect(writer.written).toBe(2);
    expect(dataSource.isInitialized).toBe(false);
    await database.close();
  });

  it('brings its own server where none is configured, and takes it along when it goes', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'module-'));
    const app = await open({ url: null, dataDir, poolSize: 3 });
    const dataSource = app.get(DataSource);
    expect(await dataSource.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await app.close();

    await expect(dataSource.initialize()).rejects.toThrow('ECONNREFUSED');
    await rm(dataDir, { recursive: true, force: true });
  });

  it('waits for a database that is still starting, and says so', async () => {
    const warned = jest.spyOn(Logger.prototype, 'warn');
    const database = await testDatabase([]);
    const { hostname, port } = new URL(database.url);
    const door = createServer((incoming) => {
      const onward = connect(Number(port), hostname);
      incoming.pipe(onward).pipe(incoming);
      for (const socket of [incoming, onward]) socket.on('error', () => undefined);
    });
    const url = new URL(database.url);
    url.port = String(await portOf(door));
    await new Promise((resolve) => {
      door.close(resolve);
    });
    const opening = open({ url: url.href, dataDir: '/nowhere', poolSize: 3 });
    await waitUntil(() => warned.mock.calls.length > 0);
    door.listen(Number(url.port), '127.0.0.1');
    const app = await opening;

    expect(warned.mock.calls[0]?.[0]).toMatch(/^The database at 127\.0\.0\.1:\d+\/\w+ does not answer yet/);
    expect(await app.get(DataSource).query('SELECT letter FROM letters')).toEqual([]);
    await app.close();
    door.close();
    await database.close();
  });

  it('refuses to start without the database it was given, and says why', async () => {
    const database = await testDatabase([]);
    const wrong = new URL(database.url);
    wrong.pathname = '/nowhere';

    await expect(open({ url: wrong.href, dataDir: '/nowhere', poolSize: 3 })).rejects.toThrow(
      'It has no database of that name: create it, or correct DATABASE_URL.',
    );
    await database.close();
  });
});
