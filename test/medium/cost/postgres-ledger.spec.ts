import { describeLedger } from '@app/cost/testing';
import { LedgerFixture } from './ledger-fixture.js';

const open: LedgerFixture[] = [];

afterAll(() => Promise.all(open.map((fixture) => fixture.close())));

describeLedger('PostgresLedger on a real Postgres', async (budgets) => {
  const fixture = await LedgerFixture.open();
  open.push(fixture);
  await fixture.makeBudgets(budgets);
  return { ledger: fixture.ledger(), totals: () => fixture.totals() };
});
