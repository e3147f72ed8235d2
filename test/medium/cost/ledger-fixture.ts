import { costMigrations, Money, PostgresLedger } from '@app/cost';
import { type BudgetDraft, Budgets } from '@app/cost';
import { RandomIds } from '@app/platform';
import { FakeClock, testDatabase, type TestDatabase } from '@app/platform/testing';
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

  async close(): Promise<void> {
    await Promise.all(this.pools.map((pool) => pool.destroy()));
    await this.database.close();
  }
}
