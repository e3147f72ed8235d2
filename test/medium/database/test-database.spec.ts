/** Real: PostgreSQL and its templates. */
import { testDatabase } from '@app/platform/testing';
import type { QueryRunner } from 'typeorm';

class CreateWords1760000000000 {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE words (word text)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE words');
  }
}

describe(testDatabase.name, () => {
  it('gives every test a migrated database of its own', async () => {
    const databases = await Promise.all([1, 2, 3].map(() => testDatabase([CreateWords1760000000000])));
    await Promise.all(
      databases.map(({ dataSource }, index) => dataSource.query('INSERT INTO words VALUES ($1)', [index])),
    );

    expect(
      await Promise.all(databases.map(({ dataSource }) => dataSource.query('SELECT word FROM words'))),
    ).toEqual([[{ word: '0' }], [{ word: '1' }], [{ word: '2' }]]);
    await Promise.all(databases.map((database) => database.close()));
  });

  it('leaves none behind', async () => {
    const kept = await testDatabase([]);
    const dropped = await testDatabase([CreateWords1760000000000]);
    await dropped.close();

    const rows = await kept.dataSource.query('SELECT FROM pg_database WHERE datname = $1', [
      new URL(dropped.url).pathname.slice(1),
    ]);
    expect(rows).toEqual([]);
    await kept.close();
  });

  it('says where such a test belongs when there is no server', async () => {
    const url = process.env['TEST_DATABASE_URL'];
    delete process.env['TEST_DATABASE_URL'];
    try {
      await expect(testDatabase([])).rejects.toThrow(
        'tests with a database belong to test/medium or test/e2e',
      );
    } finally {
      process.env['TEST_DATABASE_URL'] = url;
    }
  });
});
