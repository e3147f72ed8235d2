import { Money, verifyLedger } from '@app/cost';
import { budget, posting, reservation } from '@app/cost/testing';
import { waitUntil } from '@app/platform/testing';
import { beatThrough, LedgerFixture } from './ledger-fixture.js';

let fixture: LedgerFixture;

beforeEach(async () => {
  fixture = await LedgerFixture.open();
});

afterEach(() => fixture.close());

/** As if the process had been killed and its lease had run out. */
const die = (processId: string): Promise<unknown> =>
  fixture.query(`UPDATE leases SET expires_at = now() - interval '1 second' WHERE process_id = $1`, [
    processId,
  ]);

describe('Processes that share a ledger', () => {
  it('posts the full hold, as unknown, of a process that died', async () => {
    const dead = await fixture.otherProcess('dead');
    const alive = fixture.ledger('alive');
    await fixture.makeBudgets([budget()]);
    const held = reservation();
    await dead.reserve(held);
    await alive.reserve(reservation());
    await die('dead');
    expect(await alive.reap()).toBe(1);
    expect(await fixture.totals()).toEqual({ spent: held.amount, reserved: reservation().amount });
    expect((await fixture.budgets.list())[0]).toMatchObject({
      spent: held.amount,
      reserved: reservation().amount,
    });
    const lines = await fixture.query('SELECT DISTINCT basis FROM lines');
    expect(lines).toEqual([{ basis: 'unknown' }]);
    expect((await verifyLedger(fixture.database.dataSource)).filter(({ ok }) => !ok)).toEqual([]);
  });

  it('must not reap what a living process holds', async () => {
    await fixture.ledger('alive').reserve(reservation());
    expect(await (await fixture.otherProcess('other')).reap()).toBe(0);
  });

  it('must not reap twice when two reapers meet', async () => {
    const [first, second] = [fixture.ledger('first'), await fixture.otherProcess('second')];
    await Promise.all(Array.from({ length: 20 }, () => first.reserve(reservation())));
    await die('first');
    const reaped = await Promise.all([second.reap(), second.reap(), fixture.ledger('third').reap()]);
    expect(reaped.reduce((sum, count) => sum + count)).toBe(20);
    expect((await fixture.totals()).spent).toEqual(reservation().amount.mul(20));
  });

  it('mends what was reaped when the process was only slow', async () => {
    const slow = fixture.ledger('slow');
    const hold = await slow.reserve(reservation());
    await die('slow');
    await (await fixture.otherProcess('other')).reap();
    await slow.settle(hold, posting());
    expect(await fixture.totals()).toEqual({ spent: posting().cost, reserved: Money.ZERO });
  });

  it('counts as alive again when it reserves', async () => {
    const ledger = fixture.ledger('back');
    await ledger.reserve(reservation());
    await die('back');
    await ledger.reserve(reservation());
    expect(await (await fixture.otherProcess('other')).reap()).toBe(0);
    await die('back');
    await ledger.heartbeat();
    expect(await (await fixture.otherProcess('another')).reap()).toBe(0);
  });

  it('gives its lease back when it closes', async () => {
    const ledger = fixture.ledger('closing');
    await ledger.reserve(reservation());
    await ledger.close();
    expect(await fixture.query('SELECT FROM leases')).toEqual([]);
  });

  it('must not let a call be made when the database is gone', async () => {
    const ledger = await fixture.otherProcess('cut-off');
    await fixture.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    await fixture.query('ALTER TABLE holds RENAME TO gone');
    await expect(ledger.reserve(reservation())).rejects.toMatchObject({
      kind: 'service-unavailable',
      code: 'ledger-unavailable',
    });
    await fixture.query('ALTER TABLE gone RENAME TO holds');
    await beatThrough(ledger);
    expect((await fixture.totals()).reserved).toEqual(Money.ZERO);
  });

  it('refuses no hour of a day that has 23 or 25 of them', async () => {
    const ledger = fixture.ledger();
    await fixture.makeBudgets([]);
    await fixture.clock.advance(0);
    const vienna = budget({ timezone: 'Europe/Vienna', limit: reservation().amount });
    await fixture.budgets.create(vienna);
    const at = (iso: string) => ledger.reserve(reservation({ reservedAt: Date.parse(iso) }));
    // 2026-03-29 has 23 hours in Vienna, 2026-10-25 has 25.
    for (const [first, last, next] of [
      ['2026-03-28T23:00:00Z', '2026-03-29T21:59:59Z', '2026-03-29T22:00:00Z'],
      ['2026-10-24T22:00:00Z', '2026-10-25T22:59:59Z', '2026-10-25T23:00:00Z'],
    ] as const) {
      await at(first);
      await expect(at(last)).rejects.toMatchObject({
        extensions: { resets_at: new Date(next).toISOString() },
      });
      await expect(at(next)).resolves.toBeDefined();
    }
  });

  it('keeps a month that has a daylight-saving change whole', async () => {
    const ledger = fixture.ledger();
    await fixture.budgets.create(
      budget({ period: 'month', timezone: 'America/New_York', limit: reservation().amount }),
    );
    const at = (iso: string) => ledger.reserve(reservation({ reservedAt: Date.parse(iso) }));
    await at('2026-03-01T05:00:00Z');
    await expect(at('2026-04-01T03:59:59Z')).rejects.toMatchObject({
      extensions: { resets_at: '2026-04-01T04:00:00.000Z' },
    });
    await expect(at('2026-04-01T04:00:00Z')).resolves.toBeDefined();
  });
});

describe('Budgets in Postgres', () => {
  it('lists what is left and which threshold is passed', async () => {
    const ledger = fixture.ledger();
    const { cost } = posting();
    const made = await fixture.budgets.create(
      budget({ limit: cost.mul(100), softThresholds: [cost, cost.mul(2), cost.mul(3)] }),
    );
    await ledger.settle(await ledger.reserve(reservation()), posting());
    await ledger.settle(await ledger.reserve(reservation()), posting());
    expect(await fixture.budgets.list()).toMatchObject([
      { id: made.id, spent: cost.mul(2), reserved: Money.ZERO, remaining: cost.mul(98), passed: cost.mul(2) },
    ]);
  });

  it('takes another limit at once, also a lower one than is spent', async () => {
    const ledger = fixture.ledger();
    const made = await fixture.budgets.create(budget({ limit: Money.ZERO }));
    await expect(ledger.reserve(reservation())).rejects.toMatchObject({ kind: 'budget-exceeded' });
    await fixture.budgets.change(made.id, Money.fromDecimal('1'), []);
    await ledger.settle(await ledger.reserve(reservation()), posting());
    const status = await fixture.budgets.change(made.id, Money.fromDecimal('0.000001'), []);
    expect(status.remaining).toEqual(Money.ZERO);
    await expect(ledger.reserve(reservation())).rejects.toMatchObject({ kind: 'budget-exceeded' });
    await fixture.budgets.delete(made.id);
    await expect(ledger.reserve(reservation())).resolves.toBeDefined();
    await expect(fixture.budgets.status(made.id)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(fixture.budgets.delete(made.id)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(fixture.budgets.change(made.id, null, [])).rejects.toMatchObject({ kind: 'not-found' });
  });

  it.each([
    ['a name twice', {}, 'budget-exists'],
    ['no subject', { name: 'b', subject: '' }, 'budget-invalid'],
    ['a negative limit', { name: 'x', limit: Money.fromDecimal('-1') }, 'budget-invalid'],
    [
      'thresholds out of order',
      { name: 'x', softThresholds: [Money.fromDecimal('2'), Money.fromDecimal('1')] },
      'budget-invalid',
    ],
    ['a zone that is none', { name: 'x', timezone: 'Mars/Olympus' }, 'budget-invalid'],
  ])('refuses %s', async (_, over, code) => {
    await fixture.budgets.create(budget());
    await expect(fixture.budgets.create(budget(over))).rejects.toMatchObject({
      kind: code === 'budget-exists' ? 'conflict' : 'validation-failed',
      code,
    });
  });

  it('gives the budget of a name another limit, and must not turn it into another budget', async () => {
    const made = await fixture.budgets.put(budget());
    expect(made.created).toBe(true);
    const put = await fixture.budgets.put(budget({ limit: Money.fromDecimal('2') }));
    expect(put).toMatchObject({
      created: false,
      status: { id: made.status.id, limit: Money.fromDecimal('2') },
    });
    await expect(fixture.budgets.put(budget({ scope: 'team', subject: 'support' }))).rejects.toMatchObject({
      kind: 'conflict',
      code: 'budget-differs',
      errors: [{ field: 'scope' }],
    });
  });

  it('must not refuse one of many who put the same budget at once', async () => {
    const limits = Array.from({ length: 8 }, (_, index) => Money.fromDecimal(String(index + 1)));
    const put = await Promise.all(limits.map((limit) => fixture.budgets.put(budget({ limit }))));
    expect(put.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(put.map(({ status }) => status.id)).size).toBe(1);
    expect(await fixture.budgets.list()).toHaveLength(1);
  });

  it('lets one of two have a name that both want at once', async () => {
    const [first, second] = [
      await fixture.budgets.create(budget({ name: 'a' })),
      await fixture.budgets.create(budget({ name: 'b' })),
    ];
    const other = fixture.database.dataSource.createQueryRunner();
    await other.startTransaction();
    await other.query(`UPDATE budgets SET name = 'same' WHERE id = $1`, [first.id]);
    const renamed = Promise.allSettled([fixture.budgets.replace(second.id, budget({ name: 'same' }))]);
    const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%SET name = $2%'`;
    await waitUntil(async () => (await fixture.query(waiting)).length > 0);
    await other.commitTransaction();
    await other.release();
    expect(await renamed).toMatchObject([{ status: 'rejected', reason: { code: 'budget-exists' } }]);
  });

  it('renames a budget, but not to the name of another', async () => {
    const { status } = await fixture.budgets.put(budget());
    await fixture.budgets.put(budget({ name: 'another' }));
    expect(await fixture.budgets.replace(status.id, budget({ name: 'new' }))).toMatchObject({ name: 'new' });
    await expect(fixture.budgets.replace(status.id, budget({ name: 'another' }))).rejects.toMatchObject({
      code: 'budget-exists',
    });
  });
});
