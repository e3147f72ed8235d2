import { type AppConfig } from '@app/platform';
import { FakeClock, SequentialIds } from '@app/platform/testing';
import type { DataSource } from 'typeorm';
import { ConfiguredBudgets } from './configured-budgets.js';

/** Users' budgets have every name that is asked for. */
class FullDatabase {
  readonly refused: unknown[] = [];

  transaction(work: (transaction: this) => Promise<void>): Promise<void> {
    return work(this);
  }

  query(sql: string, [, name]: readonly unknown[] = []): Promise<unknown[]> {
    if (sql.startsWith('INSERT INTO budgets')) this.refused.push(name);
    return Promise.resolve([]);
  }
}

describe(ConfiguredBudgets.name, () => {
  it('must not start without its limit where users have all its names, and says which to rename', async () => {
    const database = new FullDatabase();
    const config = {
      cost: { dailyLimitUsd: '10', alertThresholdUsd: null, reportingTimezone: 'UTC' },
      access: { validApiKeys: [] },
    } as unknown as AppConfig;
    const budgets = new ConfiguredBudgets(
      database as unknown as DataSource,
      new FakeClock(),
      new SequentialIds(),
      config,
    );
    await expect(budgets.onApplicationBootstrap()).rejects.toMatchObject({
      kind: 'conflict',
      code: 'budget-exists',
      message: expect.stringContaining('rename "Daily cost limit"'),
    });
    expect(new Set(database.refused).size).toBe(20);
    expect(database.refused.at(-1)).toBe('Daily cost limit (configuration 19)');
  });
});
