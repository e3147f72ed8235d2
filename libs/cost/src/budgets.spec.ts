import { FakeClock, SequentialIds } from '@app/platform/testing';
import type { DataSource } from 'typeorm';
import type { BudgetDraft } from './budget.js';
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

function setUp() {
  const transaction = jest.fn(() => Promise.resolve(true));
  const budgets = new Budgets(
    { transaction, query: () => Promise.resolve([]) } as unknown as DataSource,
    new FakeClock(),
    new SequentialIds(),
  );
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
});
