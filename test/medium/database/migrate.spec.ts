/** Real: PostgreSQL with its advisory locks, and as many connections as there would be processes. */
import { createDataSource, migrate, SystemClock, type MigrationClass } from '@app/platform';
import { testDatabase, type TestDatabase } from '@app/platform/testing';
import type { QueryRunner } from 'typeorm';

class CreateNotes1750000000000 {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE notes (id int PRIMARY KEY)');
    await runner.query('SELECT pg_sleep(0.2)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE notes');
  }
}

class FillNotes1750000000001 {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('INSERT INTO notes VALUES (1)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM notes');
  }
}

class BreakNotes1750000000002 {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('INSERT INTO notes VALUES (2)');
    await runner.query('INSERT INTO nowhere VALUES (2)');
  }

  async down(): Promise<void> {}
}

describe(migrate.name, () => {
  const good = [CreateNotes1750000000000, FillNotes1750000000001];
  let database: TestDatabase;

  beforeEach(async () => {
    database = await testDatabase([]);
  });

  afterEach(() => database.close());

  const sourceOf = (migrations: readonly MigrationClass[]) =>
    createDataSource({ url: database.url, poolSize: 2, migrations, applicationName: 'test' });

  it('runs every migration once when five processes start at once', async () => {
    const runs = await Promise.all([1, 2, 3, 4, 5].map(() => migrate(sourceOf(good))));

    expect(runs.filter((names) => names.length > 0)).toEqual([good.map(({ name }) => name)]);
    expect(await database.dataSource.query('SELECT id FROM notes')).toEqual([{ id: 1 }]);
  });

  it('leaves no lock behind', async () => {
    await migrate(sourceOf(good));

    const sql = `SELECT FROM pg_locks JOIN pg_database d ON d.oid = database
                  WHERE locktype = 'advisory' AND datname = current_database()`;
    expect(await database.dataSource.query(sql)).toEqual([]);
  });

  it('names the migration that failed, rolls it back and keeps those before it', async () => {
    await expect(migrate(sourceOf([...good, BreakNotes1750000000002]))).rejects.toMatchObject({
      code: 'database-migration-failed',
      message:
        'The migration BreakNotes1750000000002 failed and was rolled back: relation "nowhere" does not exist',
    });
    expect(await database.dataSource.query('SELECT id FROM notes')).toEqual([{ id: 1 }]);
  });

  it('runs a migration that came later than those that ran already', async () => {
    await migrate(sourceOf([CreateNotes1750000000000]));

    expect(await migrate(sourceOf(good))).toEqual(['FillNotes1750000000001']);
    expect(await migrate(sourceOf(good))).toEqual([]);
  });
});

describe('A migration of another process that never ends', () => {
  /** Every look at it is an hour later. */
  class HurriedClock extends SystemClock {
    private looks = 0;

    override monotonic(): number {
      this.looks += 1;
      return this.looks * 3_600_000;
    }
  }

  it('is not waited for without end', async () => {
    const database = await testDatabase([]);
    const holder = database.dataSource.createQueryRunner();
    await holder.query("SELECT pg_advisory_lock('30799155979678821')");

    await expect(migrate(database.dataSource, new HurriedClock())).rejects.toMatchObject({
      code: 'database-migration-locked',
    });
    await holder.release();
    await database.close();
  });
});
