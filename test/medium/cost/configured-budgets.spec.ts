import { ConfiguredBudgets, Money } from '@app/cost';
import { budget, posting, reservation } from '@app/cost/testing';
import { type AppConfig, RandomIds } from '@app/platform';
import { LedgerFixture } from './ledger-fixture.js';

let fixture: LedgerFixture;

beforeEach(async () => {
  fixture = await LedgerFixture.open();
});

afterEach(() => fixture.close());

/** A start of the service, with these in its environment. */
function start(dailyLimitUsd: string | null, alertThresholdUsd: string | null = null, timezone = 'UTC') {
  const config = {
    cost: { dailyLimitUsd, alertThresholdUsd, reportingTimezone: timezone },
    access: { validApiKeys: [{ organisation: 'default' }] },
  } as unknown as AppConfig;
  const { dataSource } = fixture.database;
  return new ConfiguredBudgets(dataSource, fixture.clock, new RandomIds(), config).onApplicationBootstrap();
}

const usd = (text: string) => Money.fromDecimal(text);
const only = async () => {
  const [one, ...others] = await fixture.budgets.list();
  expect(others).toEqual([]);
  return one!;
};
const daily = (over: Partial<Parameters<typeof budget>[0]> = {}) =>
  budget({ name: 'Daily cost limit', subject: 'default', ...over });

describe(ConfiguredBudgets.name, () => {
  it('makes one daily budget, also when replicas start together, and says whose it is', async () => {
    await Promise.all(Array.from({ length: 4 }, () => start('10.00', '1')));
    expect(await only()).toMatchObject({
      name: 'Daily cost limit',
      origin: 'configuration',
      limit: usd('10'),
      softThresholds: [usd('1')],
    });
    await fixture.budgets.create(budget());
    expect((await fixture.budgets.list())[1]).toMatchObject({ origin: 'user' });
  });

  it('counts what was spent before it was made', async () => {
    const ledger = fixture.ledger();
    const payer = { organisation: 'default', team: null, keyId: 'k', costCenter: null };
    await ledger.settle(await ledger.reserve(reservation({ payer })), posting());
    await start('10');
    expect((await only()).spent).toEqual(posting().cost);
  });

  it('must not lift a hard stop of finance by a start', async () => {
    await start('1000000', '800000');
    await fixture.budgets.put(daily({ limit: Money.ZERO, softThresholds: [usd('5'), usd('6')] }));
    await start('1000000.00', '800000');
    expect(await only()).toMatchObject({ limit: Money.ZERO, softThresholds: [usd('5'), usd('6')] });
    // Said anew: the threshold alone.
    await start('1000000', '7');
    expect(await only()).toMatchObject({ limit: Money.ZERO, softThresholds: [usd('7')] });
    await start('20', '7');
    expect(await only()).toMatchObject({ limit: usd('20'), softThresholds: [usd('7')] });
  });

  it('keeps what finance has set, and the name, when its day begins elsewhere', async () => {
    await start('10', '1');
    const { id } = await only();
    await fixture.budgets.replace(id, daily({ name: 'Stop', limit: Money.ZERO }));
    await start('10', '1', 'Europe/Vienna');
    const moved = await only();
    expect(moved).toMatchObject({ name: 'Stop', timezone: 'Europe/Vienna', limit: Money.ZERO });
    expect(moved.id).not.toBe(id);
  });

  it('stays put away until configuration says something else', async () => {
    await start('10');
    await fixture.budgets.delete((await only()).id);
    await start('10');
    expect(await fixture.budgets.list()).toEqual([]);
    await start('11');
    expect(await only()).toMatchObject({ limit: usd('11') });
  });

  it('is gone when it is off, and back when it is on again with the same amount', async () => {
    await start('10');
    await start(null);
    await start(null);
    expect(await fixture.budgets.list()).toEqual([]);
    await start('10');
    expect(await only()).toMatchObject({ limit: usd('10') });
  });

  it.each([null, '10'])('must not touch a user’s budget of its name: limit %j', async (limit) => {
    const own = await fixture.budgets.create(daily({ timezone: 'Europe/Vienna', limit: usd('3') }));
    await start(limit);
    await start(limit === null ? null : '11');
    await start(null);
    expect(await only()).toMatchObject({ id: own.id, limit: usd('3'), origin: 'user' });
  });

  it('binds beside a user’s budgets of its names', async () => {
    for (const name of ['Daily cost limit', 'Daily cost limit (configuration)'])
      await fixture.budgets.create(daily({ name, limit: usd('3') }));
    await start('10');
    expect((await fixture.budgets.list()).map(({ name, limit }) => [name, limit?.toDecimal()])).toEqual([
      ['Daily cost limit', '3'],
      ['Daily cost limit (configuration 2)', '10'],
      ['Daily cost limit (configuration)', '3'],
    ]);
  });
});
