import { Money, type Budgets, type BudgetStatus, type CostQueries, type PostgresLedger } from '@app/cost';
import { FakeClock } from '@app/platform/testing';
import { Gauge, Registry } from 'prom-client';
import { LedgerMetrics } from './ledger-metrics.js';

const usd = (amount: string) => Money.fromDecimal(amount);
const budget = (name: string, limit: string | null): BudgetStatus =>
  ({
    name,
    scope: 'organisation',
    period: 'day',
    limit: limit === null ? null : usd(limit),
    spent: usd('3'),
    reserved: usd('0.5'),
    remaining: limit === null ? null : usd(limit).sub(usd('3.5')),
  }) as BudgetStatus;

function setUp(answers: () => Promise<readonly BudgetStatus[]>) {
  const registry = new Registry();
  const gauge = (name: string, labelNames: string[] = []) =>
    new Gauge({ name, help: name, labelNames, registers: [registry] });
  const labels = ['budget', 'scope', 'period'];
  const clock = new FakeClock();
  const list = jest.fn(answers);
  const metrics = new LedgerMetrics(
    gauge('limit', labels),
    gauge('used', labels),
    gauge('remaining', labels),
    gauge('exposure'),
    gauge('lag'),
    gauge('waiting'),
    { list } as unknown as Budgets,
    { exposure: () => Promise.resolve(usd('0.5')) } as unknown as CostQueries,
    { lagMs: 1_500, waiting: 2 } as PostgresLedger,
    clock,
  );
  const read = async () => {
    await metrics.refresh();
    return (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  };
  return { read, clock, list };
}

describe(LedgerMetrics.name, () => {
  it('shows budgets, exposure and lag', async () => {
    const { read } = setUp(() => Promise.resolve([budget('all', '10'), budget('warns', null)]));
    expect(await read()).toEqual([
      'limit{budget="all",scope="organisation",period="day"} 10',
      'used{budget="all",scope="organisation",period="day"} 3.5',
      'used{budget="warns",scope="organisation",period="day"} 3.5',
      'remaining{budget="all",scope="organisation",period="day"} 6.5',
      'exposure 0.5',
      'lag 1.5',
      'waiting 2',
    ]);
  });

  it('asks the ledger at most every five seconds, and forgets budgets that are gone', async () => {
    let budgets = [budget('all', '10')];
    const { read, clock, list } = setUp(() => Promise.resolve(budgets));
    await read();
    budgets = [];
    expect(await read()).toContain('used{budget="all",scope="organisation",period="day"} 3.5');
    expect(list).toHaveBeenCalledTimes(1);
    await clock.advance(5_000);
    expect(await read()).toEqual(['exposure 0.5', 'lag 1.5', 'waiting 2']);
  });

  it('must not fail a scrape when the database is away', async () => {
    const { read } = setUp(() => Promise.reject(new Error('away')));
    expect(await read()).toContain('lag 1.5');
  });

  it('must not make a time series of every budget', async () => {
    const { read } = setUp(() =>
      Promise.resolve(Array.from({ length: 100 }, (_, n) => budget(`${n}`, null))),
    );
    expect((await read()).filter((line) => line.startsWith('used'))).toHaveLength(65);
  });
});
