import { costMigrations } from '@app/cost';
import { LedgerFixture } from './ledger-fixture.js';

describe('The migrations of the ledger', () => {
  it('can be taken back and made again', async () => {
    const fixture = await LedgerFixture.open();
    const { dataSource } = fixture.database;
    for (let undone = 0; undone < costMigrations.length; undone += 1)
      await dataSource.undoLastMigration({ transaction: 'each' });
    expect(
      await fixture.query("SELECT FROM pg_tables WHERE tablename IN ('lines', 'budgets', 'idempotency')"),
    ).toEqual([]);
    await dataSource.runMigrations({ transaction: 'each' });
    expect(
      await fixture.query("SELECT FROM pg_tables WHERE tablename IN ('lines', 'budgets', 'idempotency')"),
    ).toHaveLength(3);
    await fixture.close();
  });
});
