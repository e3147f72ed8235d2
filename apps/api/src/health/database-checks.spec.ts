import type { PostgresLedger } from '@app/cost';
import { FakeClock } from '@app/platform/testing';
import type { DataSource } from 'typeorm';
import { DatabaseChecks } from './database-checks.js';

class First1 {
  readonly name = 'First1';
}
class Second2 {}

/** Answers what it is told to; a function is asked anew each time. */
function setUp(answer: (statement: string) => Promise<unknown>, lagMs = 0) {
  const statements: string[] = [];
  const clock = new FakeClock();
  const source = {
    migrations: [new First1(), new Second2()],
    query: (statement: string) => {
      statements.push(statement);
      return answer(statement);
    },
  };
  const checks = new DatabaseChecks(
    source as unknown as DataSource,
    { lagMs } as unknown as PostgresLedger,
    clock,
  );
  return { checks, clock, statements };
}

const migratedTo =
  (...names: string[]) =>
  () =>
    Promise.resolve(names.map((name) => ({ name })));

describe(DatabaseChecks.name, () => {
  afterEach(() => jest.useRealTimers());

  it('finds a migrated database well, a newer one too', async () => {
    const { checks } = setUp(migratedTo('First1', 'Second2', 'OfANewerRelease3'));
    expect(await checks.database()).toEqual({ database: null, migrations: null });
  });

  it('says how many migrations are missing', async () => {
    const { checks } = setUp(migratedTo('First1'));
    expect(await checks.database()).toEqual({
      database: null,
      migrations: '1 migrations have not been run here.',
    });
  });

  it('finds fault with a database that refuses', async () => {
    const { checks } = setUp(() => Promise.reject(new Error('secret of the database')));
    expect(JSON.stringify(await checks.database())).not.toContain('secret');
    expect(await checks.database()).toMatchObject({ database: 'The database does not answer.' });
    expect(await checks.ledger()).toBe('The ledger cannot be written.');
  });

  it('does not wait for a database that says nothing', async () => {
    jest.useFakeTimers();
    const { checks } = setUp(() => new Promise(() => undefined));
    const finding = checks.ledger();
    await jest.advanceTimersByTimeAsync(2_000);
    expect(await finding).toBe('The ledger cannot be written.');
  });

  it('finds a ledger well that can be written and is not behind', async () => {
    const { checks, statements } = setUp(() => Promise.resolve([]), 15_000);
    expect(await checks.ledger()).toBeNull();
    expect(statements).toEqual([expect.stringMatching(/^INSERT INTO leases/)]);
  });

  it('finds fault with postings that have waited for long', async () => {
    const { checks } = setUp(() => Promise.resolve([]), 15_001);
    expect(await checks.ledger()).toBe('The ledger is behind what has been spent.');
  });

  it('must not let a flood of probes through to the database', async () => {
    const { checks, clock, statements } = setUp(migratedTo('First1', 'Second2'));
    await Promise.all(Array.from({ length: 1_000 }, () => checks.database()));
    await clock.advance(1_499);
    await checks.database();
    expect(statements).toHaveLength(1);
    await clock.advance(1);
    await checks.database();
    expect(statements).toHaveLength(2);
  });
});
