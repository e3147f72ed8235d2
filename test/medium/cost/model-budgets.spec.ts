import { PriceBook, verifyLedger } from '@app/cost';
import { budget, posting, reservation } from '@app/cost/testing';
import { LedgerFixture, NOON } from './ledger-fixture.js';

let fixture: LedgerFixture;

beforeEach(async () => {
  fixture = await LedgerFixture.open();
});

afterEach(() => fixture.close());

const named = (model: string) =>
  reservation({ model, price: new PriceBook().priceOf('openai', model, NOON) });

describe('A budget of a model', () => {
  it('counts what was spent and is held under its dated names before it was made', async () => {
    const ledger = fixture.ledger();
    await ledger.settle(await ledger.reserve(named('gpt-4o-mini-2024-07-18')), posting());
    const held = named('gpt-4o-mini-2024-07-18');
    await ledger.reserve(held);
    await ledger.reserve(named('gpt-4o'));
    await fixture.makeBudgets([budget({ scope: 'model', subject: 'gpt-4o-mini' })]);
    expect(await fixture.budgets.list()).toMatchObject([{ spent: posting().cost, reserved: held.amount }]);
  });

  it('must not hold twice what is asked for by its own name, nor forget which name that was', async () => {
    await fixture.makeBudgets([budget({ scope: 'model', subject: 'gpt-4o-mini' })]);
    const [plain, dated] = [named('gpt-4o-mini'), named('gpt-4o-mini-2024-07-18')];
    await fixture.ledger().reserve(plain);
    await fixture.ledger().reserve(dated);
    expect(await fixture.budgets.list()).toMatchObject([{ reserved: plain.amount.add(dated.amount) }]);
    expect(await fixture.query('SELECT model, listed_model FROM attempts ORDER BY model')).toEqual([
      { model: 'gpt-4o-mini', listed_model: 'gpt-4o-mini' },
      { model: 'gpt-4o-mini-2024-07-18', listed_model: 'gpt-4o-mini' },
    ]);
    expect((await verifyLedger(fixture.database.dataSource)).filter(({ ok }) => !ok)).toEqual([]);
  });
});
