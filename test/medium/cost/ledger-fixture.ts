import { costMigrations, Money, PostgresLedger, verifyLedger } from '@app/cost';
import { type BudgetDraft, Budgets } from '@app/cost';
import { RandomIds } from '@app/platform';
import { FakeClock, testDatabase, type TestDatabase, waitUntil } from '@app/platform/testing';
import { DataSource } from 'typeorm';

/** Noon of the contract's reservations. */
export const NOON = Date.UTC(2026, 10, 22, 12);

/** Budgets and ledgers of several processes on one fresh database; real: Postgres, its locks and its triggers. */
export class LedgerFixture {
  readonly clock = new FakeClock(NOON);
  private readonly pools: DataSource[] = [];

  private constructor(readonly database: TestDatabase) {}

  static async open(): Promise<LedgerFixture> {
    return new LedgerFixture(await testDatabase(costMigrations));
  }

  get budgets(): Budgets {
    return new Budgets(this.database.dataSource, this.clock, new RandomIds());
  }

  ledger(processId = 'process-1', dataSource = this.database.dataSource): PostgresLedger {
    return new PostgresLedger(dataSource, this.clock, { processId, leaseMs: 15_000, patienceMs: 1_000 });
  }

  /** A ledger with connections of its own, as another process has. */
  async otherProcess(processId: string): Promise<PostgresLedger> {
    const pool = await new DataSource({ type: 'postgres', url: this.database.url, poolSize: 4 }).initialize();
    this.pools.push(pool);
    return this.ledger(processId, pool);
  }

  async makeBudgets(drafts: readonly BudgetDraft[]): Promise<void> {
    for (const draft of drafts) await this.budgets.create(draft);
  }

  query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.database.dataSource.query<Row[]>(sql, [...parameters]);
  }

  async totals(): Promise<{ spent: Money; reserved: Money }> {
    const [row] = await this.query<{ spent: string; reserved: string }>(
      `SELECT (SELECT coalesce(sum(amount), 0) FROM lines) AS spent, (SELECT coalesce(sum(amount), 0) FROM holds) AS reserved`,
    );
    return { spent: Money.fromDecimal(row?.spent ?? '0'), reserved: Money.fromDecimal(row?.reserved ?? '0') };
  }

  /** As a superuser who goes round the triggers would. */
  async tamper(sql: string): Promise<void> {
    await this.database.dataSource.transaction(async (transaction) => {
      await transaction.query('SET LOCAL session_replication_role = replica');
      await transaction.query(sql);
    });
  }

  /** As somebody who may rewrite everything would, so that only the other checks can find what was done. */
  async chainAnew(): Promise<void> {
    await this.tamper(CHAIN_ANEW);
  }

  async close(): Promise<void> {
    await Promise.all(this.pools.map((pool) => pool.destroy()));
    await this.database.close();
  }
}

/** Beats until one gets through, as a process does: its pool may hold connections that are cut or late. */
export function beatThrough(ledger: PostgresLedger): Promise<void> {
  const beats = () =>
    ledger.heartbeat().then(
      () => true,
      () => false,
    );
  return waitUntil(beats);
}

/** The numbers of the checks that fail. */
export async function brokenChecks(fixture: LedgerFixture): Promise<string[]> {
  const results = await verifyLedger(fixture.database.dataSource);
  return results.filter(({ ok }) => !ok).map(({ invariant }) => invariant.split(' ')[0]!);
}

const CHAIN_ANEW = `DO $do$
DECLARE
  before bytea := sha256('ledger');
  next bytea;
  b batches;
BEGIN
  FOR b IN SELECT * FROM batches ORDER BY seq LOOP
    next := sha256(before || convert_to(concat_ws(E'\\n--\\n',
      (SELECT coalesce(string_agg(ledger_posting_text(p, a), E'\\n' ORDER BY p.attempt_id, p.revision), '')
        FROM postings p LEFT JOIN attempts a ON a.attempt_id = p.attempt_id WHERE p.batch = b.seq),
      (SELECT coalesce(string_agg(ledger_line_text(l), E'\\n' ORDER BY l.line_no), '') FROM lines l WHERE l.batch = b.seq),
      (SELECT coalesce(string_agg(ledger_price_text(v), E'\\n' ORDER BY v.version), '') FROM price_versions v WHERE v.version IN (
        SELECT a.price_version FROM postings p JOIN attempts a USING (attempt_id) WHERE p.batch = b.seq))), 'UTF8'));
    UPDATE batches SET previous = before, hash = next WHERE seq = b.seq;
    before := next;
  END LOOP;
  UPDATE ledger_chain SET hash = before;
END $do$`;
