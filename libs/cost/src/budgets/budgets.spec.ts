import { FakeClock, SequentialIds } from '@app/platform/testing';
import { type DataSource, QueryFailedError } from 'typeorm';
import type { BudgetDraft } from './budget.js';
import type { BudgetRow } from './budget-status.js';
import { Budgets } from './budgets.js';

const DRAFT: BudgetDraft = {
  name: 'All of us',
  scope: 'organisation',
  subject: 'acme',
  period: 'day',
  timezone: 'UTC',
  limit: null,
  softThresholds: [],
};

const ROW: BudgetRow = {
  ...DRAFT,
  id: 'b1',
  limit_amount: null,
  soft_thresholds: [],
  origin: 'user',
  starts_at: new Date(0),
  ends_at: new Date(86_400_000),
  spent: '0',
  reserved: '0',
};

/** A table of budgets to which somebody else adds `ROW`, just before it is written to for the first time. */
class RacedDatabase {
  writes = 0;
  private rows: BudgetRow[] = [];

  transaction(): Promise<boolean> {
    this.writes += 1;
    this.rows = [ROW];
    return Promise.resolve(false);
  }

  query(sql: string): Promise<unknown[]> {
    if (sql.includes('budget_limit(')) return Promise.resolve([{ changed: true }]);
    return Promise.resolve(sql.includes('FROM budgets') ? this.rows : []);
  }
}

const budgetsOf = (database: object) =>
  new Budgets(database as DataSource, new FakeClock(), new SequentialIds());

function setUp() {
  const transaction = jest.fn(() => Promise.resolve(true));
  const budgets = budgetsOf({ transaction, query: () => Promise.resolve([]) });
  return { budgets, transaction };
}

describe(Budgets.name, () => {
  it.each(['+02:00', 'CET', 'EST5EDT', 'GMT', 'Vienna', 'Mars/Olympus', ''])(
    'must not begin its day where the database does not: refuses the time zone "%s"',
    async (timezone) => {
      const { budgets, transaction } = setUp();
      await expect(budgets.create({ ...DRAFT, timezone })).rejects.toMatchObject({
        kind: 'validation-failed',
        detail: expect.stringContaining('such as Europe/Vienna'),
      });
      expect(transaction).not.toHaveBeenCalled();
    },
  );

  it.each(['UTC', 'Europe/Vienna', 'America/Argentina/Ushuaia'])(
    'takes the time zone %s',
    async (timezone) => {
      expect(await setUp().budgets.create({ ...DRAFT, timezone })).toMatchObject({ timezone });
    },
  );

  it('puts its limit on the budget that somebody else has made of the name meanwhile', async () => {
    const database = new RacedDatabase();
    expect(await budgetsOf(database).put(DRAFT)).toMatchObject({ created: false, status: { id: ROW.id } });
    expect(database.writes).toBe(1);
  });

  it('must not look for ever for a budget of a name that is taken, and then is not', async () => {
    const transaction = jest.fn(() => Promise.resolve(false));
    const budgets = budgetsOf({ transaction, query: () => Promise.resolve([]) });
    await expect(budgets.put(DRAFT)).rejects.toMatchObject({ code: 'budget-exists' });
    expect(transaction).toHaveBeenCalledTimes(5);
  });

  it('must not take a database that is away for a name that is taken', async () => {
    const lost = new QueryFailedError('UPDATE', [], new Error('Connection terminated'));
    const query = (sql: string) => (sql.startsWith('UPDATE') ? Promise.reject(lost) : Promise.resolve([ROW]));
    await expect(budgetsOf({ query }).replace(ROW.id, { ...DRAFT, name: 'Others' })).rejects.toBe(lost);
  });
});
