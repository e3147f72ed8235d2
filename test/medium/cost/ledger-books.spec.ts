import { CostQueries, Money, verifyLedger } from '@app/cost';
import { budget, posting, reservation, unknownOf } from '@app/cost/testing';
import { DatabaseError } from '@app/platform';
import { brokenChecks, LedgerFixture, NOON } from './ledger-fixture.js';

let fixture: LedgerFixture;

beforeEach(async () => {
  fixture = await LedgerFixture.open();
});

afterEach(() => fixture.close());

const broken = () => brokenChecks(fixture);

async function postSome(count: number): Promise<void> {
  const ledger = fixture.ledger();
  for (let done = 0; done < count; done += 1)
    await ledger.settle(await ledger.reserve(reservation()), posting());
}

describe('The books in Postgres', () => {
  it('keeps all twelve invariants through every kind of outcome', async () => {
    const ledger = fixture.ledger();
    await fixture.makeBudgets([
      budget(),
      budget({ name: 'month', period: 'month', timezone: 'Europe/Vienna' }),
    ]);
    await postSome(3);
    const held = reservation();
    await ledger.settle(await ledger.reserve(held), unknownOf(held));
    await ledger.correct(held.attemptId, posting());
    await ledger.reserve(reservation());
    const results = await verifyLedger(fixture.database.dataSource);
    expect(results.map(({ invariant }) => invariant.split(' ')[0])).toEqual(
      '1 2 3 4 5 6 7 8 9 10 11 12'.split(' '),
    );
    expect(results.filter(({ ok }) => !ok)).toEqual([]);
  });

  it.each(['attempts', 'postings', 'lines', 'batches', 'price_versions'])(
    'must not let %s be changed',
    async (table) => {
      await postSome(1);
      const column = {
        attempts: 'model',
        postings: 'outcome',
        lines: 'meter',
        batches: 'seq',
        price_versions: 'model',
      }[table];
      await expect(fixture.query(`UPDATE ${table} SET ${column} = ${column}`)).rejects.toThrow(DatabaseError);
      await expect(fixture.query(`DELETE FROM ${table}`)).rejects.toThrow(DatabaseError);
      await expect(fixture.query(`TRUNCATE ${table}`)).rejects.toThrow(DatabaseError);
      expect(await fixture.query(`SELECT FROM ${table}`)).not.toEqual([]);
    },
  );

  it.each([
    [
      'a changed line',
      `UPDATE lines SET quantity = quantity * 2, amount = amount * 2 WHERE meter = 'output'`,
      ['1', '7', '10'],
    ],
    ['a deleted line', `DELETE FROM lines WHERE ctid IN (SELECT ctid FROM lines LIMIT 1)`, ['1', '7', '10']],
    ['a changed usage', `UPDATE postings SET usage = usage || '{"reasoning": 9}'`, ['7', '10']],
    ['a deleted batch', `DELETE FROM batches WHERE seq = 2`, ['10']],
    ['a deleted last batch', `DELETE FROM batches WHERE seq = 3`, ['10']],
    [
      'another price',
      `UPDATE price_versions SET rates = jsonb_set(rates, '{base,output}', '"0.1"')`,
      ['7', '10'],
    ],
    [
      'another rate that no line was made by',
      `UPDATE price_versions SET rates = rates || '{"tiers": []}' || '{"x": 1}'`,
      ['10'],
    ],
    ['another payer', `UPDATE attempts SET team = 'another'`, ['10']],
    ['another request', `UPDATE attempts SET request_id = 'another'`, ['10']],
    ['a larger hold', `UPDATE attempts SET hold = hold * 2`, ['10']],
    [
      'a deleted attempt',
      `DELETE FROM attempts WHERE attempt_id = (SELECT attempt_id FROM attempts LIMIT 1)`,
      ['4', '10'],
    ],
    [
      'a second hold of a posted attempt',
      `INSERT INTO holds SELECT attempt_id, process_id, hold, '[]', '{}', reserved_at FROM attempts LIMIT 1`,
      ['5'],
    ],
    ['a budget that forgets', `UPDATE budget_windows SET spent = 0`, ['2']],
    ['an unknown outcome below its hold', `UPDATE postings SET outcome = 'unknown'`, ['8', '10']],
  ])('must not hide %s from the checker', async (_, sql, invariants) => {
    await fixture.makeBudgets([budget()]);
    await postSome(3);
    expect(await broken()).toEqual([]);
    await fixture.tamper(sql);
    expect(await broken()).toEqual(invariants);
  });

  it('tells what a request cost, attempt by attempt and line by line', async () => {
    const ledger = fixture.ledger();
    const queries = new CostQueries(fixture.database.dataSource, fixture.clock);
    const first = reservation({ requestId: 'request-1' });
    await ledger.settle(await ledger.reserve(first), unknownOf(first));
    await ledger.settle(
      await ledger.reserve(reservation({ requestId: 'request-1', reservedAt: NOON + 5 })),
      posting(),
    );
    await ledger.reserve(reservation({ requestId: 'request-1', reservedAt: NOON + 9 }));
    const cost = await queries.requestCost('request-1');
    expect(cost.total).toEqual(first.amount.add(posting().cost));
    expect(cost.attempts.map(({ outcome }) => outcome)).toEqual(['unknown', 'settled', 'reserved']);
    expect(cost.attempts[1]?.lines).toMatchObject([
      { meter: 'input_uncached', quantity: 80, basis: 'exact', postedAt: NOON + 1_000, revision: 0 },
      { meter: 'output', quantity: 40, unitPrice: Money.fromDecimal('0.0000006') },
    ]);
    await fixture.clock.advance(60_000);
    expect(await queries.burnRate()).toEqual(cost.total);
    expect(await queries.exposure()).toEqual(reservation().amount);
    await expect(queries.requestCost('request-1', 'another key')).rejects.toMatchObject({
      kind: 'not-found',
    });
    await expect(queries.requestCost('nobody')).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('must not book two requests of one name as one', async () => {
    const ledger = fixture.ledger();
    const queries = new CostQueries(fixture.database.dataSource, fixture.clock);
    const one = reservation({ requestId: 'mine~a1' });
    await ledger.settle(await ledger.reserve(one), posting());
    // Found by its name, as long as it is the only one of it.
    expect(await queries.requestCost('mine')).toMatchObject({ requestId: 'mine~a1', total: posting().cost });
    await ledger.settle(await ledger.reserve(reservation({ requestId: 'mine~b2' })), posting());
    await expect(queries.requestCost('mine')).rejects.toMatchObject({
      code: 'several-requests',
      extensions: { request_ids: ['mine~a1', 'mine~b2'] },
    });
    expect(await queries.requestCost('mine~b2')).toMatchObject({ total: posting().cost });
    await expect(queries.requestCost('mine~c3')).rejects.toMatchObject({ kind: 'not-found' });
    const plan = await fixture.database.dataSource.transaction(async (own) => {
      await own.query('SET LOCAL enable_seqscan = off');
      return JSON.stringify(
        await own.query("EXPLAIN SELECT FROM attempts WHERE split_part(request_id, '~', 1) = 'x'"),
      );
    });
    expect(plan).toContain('attempts_by_request_name');
  });

  it('posts a correction as new lines beside the old ones', async () => {
    const ledger = fixture.ledger();
    const held = reservation();
    await fixture.makeBudgets([budget()]);
    await ledger.settle(await ledger.reserve(held), posting());
    await ledger.correct(held.attemptId, posting({}, 80, 50));
    expect(
      await fixture.query('SELECT revision, meter, quantity::int, basis FROM lines ORDER BY batch, line_no'),
    ).toEqual([
      { revision: 0, meter: 'input_uncached', quantity: 80, basis: 'exact' },
      { revision: 0, meter: 'output', quantity: 40, basis: 'exact' },
      { revision: 1, meter: 'output', quantity: 10, basis: 'corrected' },
    ]);
    expect((await fixture.budgets.list())[0]?.spent).toEqual(posting({}, 80, 50).cost);
    await expect(ledger.correct(crypto.randomUUID(), posting())).rejects.toThrow('is not posted');
  });

  it('marks a window that a bill above its hold takes over the limit, and refuses what comes next', async () => {
    const ledger = fixture.ledger();
    await fixture.makeBudgets([budget({ limit: reservation().amount })]);
    await ledger.settle(await ledger.reserve(reservation()), posting({}, 80, 40_000));
    expect(await fixture.query('SELECT overage FROM budget_windows')).toEqual([{ overage: true }]);
    await expect(ledger.reserve(reservation())).rejects.toMatchObject({ kind: 'budget-exceeded' });
    expect(await broken()).toEqual([]);
  });

  it('must not let one bad row spoil its batch', async () => {
    const ledger = fixture.ledger();
    const bad = reservation({ requestId: 'nul \u0000' });
    const outcomes = await Promise.allSettled([
      ledger.reserve(reservation()),
      ledger.reserve(bad),
      ledger.reserve(reservation()),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const hold = await ledger.reserve(reservation());
    const other = await ledger.reserve(reservation());
    await Promise.all([
      ledger.settle(hold, posting({ cost: Money.fromDecimal('-1') })),
      ledger.settle(
        other,
        posting({ rawUsage: { ...(posting().rawUsage as object), 'odd\u0000': 'half \ud83d' } }),
      ),
    ]);
    const posted = `SELECT p.outcome, p.cost = a.hold AS full, p.raw_usage FROM postings p JOIN attempts a USING (attempt_id)
      WHERE attempt_id = $1`;
    expect(await fixture.query(posted, [hold.reservation.attemptId])).toEqual([
      { outcome: 'unknown', full: true, raw_usage: null },
    ]);
    expect(await fixture.query(posted, [other.reservation.attemptId])).toMatchObject([
      { outcome: 'settled', raw_usage: { odd: 'half ' } },
    ]);
    expect(
      await fixture.query('SELECT FROM holds WHERE attempt_id = $1', [hold.reservation.attemptId]),
    ).toEqual([]);
    expect(await broken()).toEqual([]);
  });

  it('makes a partition for a month once, and none that the default one already fills', async () => {
    await postSome(1);
    const make = async (at: string) =>
      (await fixture.query<{ made: boolean }>('SELECT ledger_make_month($1) AS made', [at]))[0]?.made;
    expect(await make('2030-05-10T00:00:00Z')).toBe(true);
    expect(await make('2030-05-20T00:00:00Z')).toBe(false);
    await expect(fixture.query('TRUNCATE lines_2030_05')).rejects.toThrow(DatabaseError);
    await expect(fixture.ledger().tidy()).resolves.toBeUndefined();
  });
});
