import { randomUUID } from 'node:crypto';
import { costMigrations } from '@app/cost';
import { testDatabase, type TestDatabase } from '@app/platform/testing';
import type { QueryRunner } from 'typeorm';

const AT = Date.UTC(2026, 10, 22, 12);
const LINE = { m: 'output', q: 2, p: '0.000001', s: '0.000002' };
const ROWS = 20_000;

/** What one statement may read of a table or an index, for the two or three rows it is about. */
const FEW = 200;

const reservation = (n: number, team = 'some') => ({
  n,
  a: randomUUID(),
  r: 'request',
  k: 'model',
  p: 'openai',
  m: 'dated',
  f: 'listed',
  o: 'org',
  t: team,
  y: 'key1',
  v: 'price',
  h: '0.000002',
  l: [LINE],
  at: AT,
});

const posting = (attempt: string) => ({
  n: 0,
  a: attempt,
  o: 'settled',
  b: 'exact',
  c: '0.000002',
  d: 1,
  u: { output: 2 },
  at: AT,
  pv: 'price',
});

/** One connection, whose plans stay as they were first made; and what the statements of the ledger ask on it. */
class Connection {
  constructor(private readonly runner: QueryRunner) {}

  /** Returns the relation of which most was read, and how much: rows of a table, entries of an index. */
  async readMost(ask: () => Promise<unknown>): Promise<{ of: string; rows: number }> {
    // What was read before is counted as this transaction's until it is flushed.
    await this.runner.query('SELECT pg_stat_force_next_flush()');
    await this.runner.startTransaction();
    await ask();
    const [most] = await this.runner.query(
      `SELECT relname AS of, pg_stat_get_xact_tuples_returned(oid)::int AS rows FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i') ORDER BY rows DESC LIMIT 1`,
    );
    await this.runner.commitTransaction();
    return most;
  }

  async hold(...teams: string[]): Promise<string[]> {
    const items = teams.map((team, n) => reservation(n, team));
    await this.trip(JSON.stringify(items), null);
    return items.map(({ a }) => a);
  }

  settle(attempt: string): Promise<unknown> {
    return this.trip(null, attempt);
  }

  correct(attempt: string): Promise<unknown> {
    const lines = JSON.stringify([{ ...LINE, q: 3 }]);
    return this.runner.query(`SELECT ledger_correct($1, '{}', '{}', $2, $3)`, [attempt, lines, AT]);
  }

  void(attempt: string): Promise<unknown> {
    return this.runner.query('SELECT ledger_void($1::uuid[], $2)', [[attempt, randomUUID()], AT]);
  }

  private trip(reservations: string | null, attempt: string | null): Promise<unknown> {
    const postings = attempt === null ? null : JSON.stringify([posting(attempt)]);
    const lines = attempt === null ? null : JSON.stringify([{ n: 0, ...LINE, b: 'exact' }]);
    return this.runner.query('SELECT ledger_trip($1, $2, $3, $4, $5)', [
      'process',
      600_000,
      reservations,
      postings,
      lines,
    ]);
  }
}

const STATEMENTS: readonly (readonly [
  string,
  (connection: Connection) => Promise<() => Promise<unknown>>,
])[] = [
  ['a reservation', async (connection) => () => connection.hold('some')],
  ['a reservation that is refused', async (connection) => () => connection.hold('broke', 'some')],
  [
    'a posting',
    async (connection) =>
      (
        (attempt) => () =>
          connection.settle(attempt)
      )((await connection.hold('some'))[0]!),
  ],
  ['a posting that finds no hold', async (connection) => () => connection.settle(randomUUID())],
  [
    'a correction',
    async (connection) => {
      const [attempt] = await connection.hold('some');
      await connection.settle(attempt!);
      return () => connection.correct(attempt!);
    },
  ],
  [
    'a reservation in doubt',
    async (connection) =>
      (
        (attempt) => () =>
          connection.void(attempt)
      )((await connection.hold('some'))[0]!),
  ],
];

describe.each([
  ['while the tables were empty', 0],
  ['when they had been looked at with twenty rows', 20],
])('plans that a connection made %s, now that they are large', (_, rows) => {
  let database: TestDatabase;
  let runner: QueryRunner;
  let connection: Connection;

  beforeAll(async () => {
    database = await testDatabase(costMigrations);
    runner = database.dataSource.createQueryRunner();
    connection = new Connection(runner);
    await runner.query(
      `INSERT INTO price_versions (version, vendor, model, rates) VALUES ('price', 'v', 'm', '{}')`,
    );
    await runner.query(`INSERT INTO budgets (id, name, scope, subject, period, timezone, limit_amount) VALUES
      (gen_random_uuid(), 'all', 'organisation', 'org', 'day', 'UTC', 1000000), (gen_random_uuid(), 'none', 'team', 'broke', 'day', 'UTC', 0)`);
    for (let row = 0; row < rows; row++) await database.dataSource.query(ONE_ROW, [randomUUID()]);
    if (rows > 0) await database.dataSource.query('ANALYZE');
    for (const [, prepare] of STATEMENTS) await (await prepare(connection))();
    await database.dataSource.transaction(async (other) => {
      await other.query('SET LOCAL session_replication_role = replica');
      for (const sql of MANY_ROWS) await other.query(sql);
    });
  });

  afterAll(async () => {
    await runner.release();
    await database.close();
  });

  it.each(STATEMENTS)('%s reads a few rows of each', async (_name, prepare) => {
    const ask = await prepare(connection);
    expect((await connection.readMost(ask)).rows).toBeLessThan(FEW);
  });
});

const ONE_ROW = `WITH one AS (
    INSERT INTO attempts (attempt_id, request_id, kind, provider, model, listed_model, organisation, key_id, process_id, price_version, hold, reserved_at)
    VALUES ($1, 'r', 'model', 'p', 'm', 'm', 'other', 'k', 'gone', 'price', 0, now())
  ), voided AS (INSERT INTO voided_reservations (attempt_id) VALUES (gen_random_uuid()))
  INSERT INTO postings (attempt_id, revision, outcome, basis, cost, usage, windows, batch, posted_at)
  VALUES ($1, 0, 'voided', 'exact', 0, '{}', '{}', 0, now())`;

const ALL = `generate_series(1, ${ROWS}) g`;
const MANY_ROWS = [
  `INSERT INTO attempts (attempt_id, request_id, kind, provider, model, listed_model, organisation, key_id, process_id, price_version, hold, reserved_at)
   SELECT md5(g::text)::uuid, 'r' || g, 'model', 'p', 'm', 'm', 'other', 'k' || g, 'gone', 'price', 0, now() FROM ${ALL}`,
  `INSERT INTO postings (attempt_id, revision, outcome, basis, cost, usage, windows, batch, posted_at)
   SELECT md5(g::text)::uuid, 0, 'voided', 'exact', 0, '{}', '{}', 0, now() FROM ${ALL}`,
  `INSERT INTO lines SELECT 0, g, md5(g::text)::uuid, 0, 'output', 2, 0.000001, 0.000002, 'exact', 'price', now() FROM ${ALL}`,
  `INSERT INTO holds SELECT md5('h' || g)::uuid, 'process', 0, '[]', '{}', now() FROM ${ALL}`,
  `INSERT INTO voided_reservations (attempt_id) SELECT md5('v' || g)::uuid FROM ${ALL}`,
  `INSERT INTO budgets (id, name, scope, subject, period, timezone, limit_amount)
   SELECT md5('b' || g)::uuid, 'budget ' || g, 'key', 'key' || g, 'day', 'UTC', 1000000 FROM ${ALL}`,
  `INSERT INTO budget_windows (budget_id, starts_at, ends_at, limit_amount)
   SELECT md5('b' || g)::uuid, date_trunc('day', now()), date_trunc('day', now()) + interval '1 day', 1000000 FROM ${ALL}`,
  `INSERT INTO price_versions (version, vendor, model, rates) SELECT 'price ' || g, 'v', 'm', '{}' FROM ${ALL}`,
  `INSERT INTO leases (process_id, expires_at) SELECT 'gone ' || g, now() FROM ${ALL}`,
];
