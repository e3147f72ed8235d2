import { type Hold, Money, PostgresLedger, verifyLedger } from '@app/cost';
import { budget, posting, reservation } from '@app/cost/testing';
import { createDataSource } from '@app/platform';
import { NO_USAGE } from '@app/providers';
import { beatThrough, LedgerFixture } from './ledger-fixture.js';

const ROUNDS = 5;
const ROOM = 37;
const PARALLEL = 500;

let fixture: LedgerFixture;

beforeEach(async () => {
  fixture = await LedgerFixture.open();
});

afterEach(() => fixture.close());

async function holdsOf(attempts: readonly Promise<Hold>[]): Promise<Hold[]> {
  const outcomes = await Promise.allSettled(attempts);
  return outcomes.filter((outcome) => outcome.status === 'fulfilled').map(({ value }) => value);
}

async function expectWhole(): Promise<void> {
  const results = await verifyLedger(fixture.database.dataSource);
  expect(results.filter(({ ok }) => !ok)).toEqual([]);
}

describe('Budgets under parallel requests of two processes', () => {
  it(`must not overspend: room for ${ROOM} lets exactly ${ROOM} of ${PARALLEL} in, every round`, async () => {
    const ledgers = [fixture.ledger(), await fixture.otherProcess('process-2')];
    await fixture.makeBudgets([budget({ limit: reservation().amount.mul(ROOM) })]);
    const admitted: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const holds = await holdsOf(
        Array.from({ length: PARALLEL }, (_, index) => ledgers[index % 2]!.reserve(reservation())),
      );
      admitted.push(holds.length);
      const voided = posting({
        outcome: 'voided',
        usage: NO_USAGE,
        rawUsage: null,
        lines: [],
        cost: Money.ZERO,
      });
      await Promise.all(holds.map((hold, index) => ledgers[index % 2]!.settle(hold, voided)));
    }
    expect(admitted).toEqual(Array(ROUNDS).fill(ROOM));
    expect((await fixture.totals()).reserved).toEqual(Money.ZERO);
    await expectWhole();
  });

  it('admits in the order of arrival', async () => {
    const ledger = fixture.ledger();
    await fixture.makeBudgets([budget({ limit: reservation().amount.mul(3) })]);
    const outcomes = await Promise.allSettled(Array.from({ length: 9 }, () => ledger.reserve(reservation())));
    expect(outcomes.slice(0, 3).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
  });

  it('lets a small call in behind a large one that is refused', async () => {
    const ledger = fixture.ledger();
    await fixture.makeBudgets([budget({ limit: reservation().amount })]);
    const outcomes = await Promise.allSettled([
      ledger.reserve(reservation({}, 10_000)),
      ledger.reserve(reservation()),
      ledger.reserve(reservation()),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
  });

  it('must not deadlock when the calls of two processes share budgets in any order', async () => {
    const ledgers = [fixture.ledger(), await fixture.otherProcess('process-2')];
    const teams = ['a', 'b', 'c', 'd'];
    const limit = Money.fromDecimal('5');
    await fixture.makeBudgets([
      budget({ limit }),
      ...teams.map((team) => budget({ name: team, scope: 'team', subject: team, limit })),
      ...teams.map((team) =>
        budget({ name: `key ${team}`, scope: 'key', subject: team, period: 'month', limit }),
      ),
    ]);
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const jobs = Array.from({ length: 600 }, async (_, index) => {
      const ledger = ledgers[index % 2]!;
      const payer = {
        organisation: 'acme',
        team: teams[random(4)]!,
        keyId: teams[random(4)]!,
        costCenter: null,
      };
      const hold = await ledger.reserve(reservation({ payer }));
      await ledger.settle(hold, posting());
    });
    const outcomes = await Promise.allSettled(jobs);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect((await fixture.totals()).spent).toEqual(posting().cost.mul(600));
    await expectWhole();
  });

  it('must not lose what runs while a budget is made', async () => {
    const ledger = fixture.ledger();
    const running = await Promise.all(Array.from({ length: 50 }, () => ledger.reserve(reservation())));
    const [created] = await Promise.all([
      fixture.budgets.create(budget()),
      ...running.slice(0, 25).map((hold) => ledger.settle(hold, posting())),
      ...Array.from({ length: 25 }, () => ledger.reserve(reservation())),
    ]);
    const status = await fixture.budgets.status(created.id);
    expect(status.spent).toEqual(posting().cost.mul(25));
    expect(status.reserved).toEqual(reservation().amount.mul(50));
    await expectWhole();
  });
});

describe('A reservation of which nobody knows whether it was committed', () => {
  /** A process that loses its patience: what it has sent is under way all the same. */
  async function impatient(): Promise<{ ledger: PostgresLedger; close: () => Promise<void> }> {
    const url = new URL(fixture.database.url);
    const dataSource = createDataSource({
      url: url.href,
      poolSize: 4,
      migrations: [],
      applicationName: 'impatient',
    });
    Object.assign((dataSource.options as { extra: object }).extra, { query_timeout: 1_500 });
    await dataSource.initialize();
    return { ledger: fixture.ledger('impatient', dataSource), close: () => dataSource.destroy() };
  }

  it('must not stay on hold, though it commits after its caller was told that it failed', async () => {
    await fixture.makeBudgets([budget()]);
    const { ledger, close } = await impatient();
    const blocker = fixture.database.dataSource.createQueryRunner();
    await blocker.startTransaction();
    await blocker.query('SELECT FROM budget_windows FOR UPDATE');
    await expect(ledger.reserve(reservation())).rejects.toMatchObject({ kind: 'service-unavailable' });
    await blocker.commitTransaction();
    await blocker.release();
    await beatThrough(ledger);
    expect((await fixture.totals()).reserved).toEqual(Money.ZERO);
    await close();
    await expectWhole();
  });

  it('must not be admitted when its trip arrives after it was taken back', async () => {
    await fixture.makeBudgets([budget()]);
    const late = reservation();
    await fixture.query('SELECT ledger_void($1::uuid[], $2)', [[late.attemptId], fixture.clock.now()]);
    await fixture.ledger().reserve(late);
    expect(await fixture.query('SELECT FROM attempts')).toEqual([]);
    expect((await fixture.totals()).reserved).toEqual(Money.ZERO);
    await expectWhole();
  });
});

describe('A budget that is made while requests run', () => {
  it('must not miss what is spent between its two looks', async () => {
    const ledger = fixture.ledger();
    const before = await ledger.reserve(reservation());
    await ledger.settle(before, posting());
    const draft = budget({ period: 'month' });
    const [history] = await fixture.query<{ batch: string; spent: string }>(
      'SELECT * FROM budget_history($1, $2, $3, $4, to_timestamp($5::float8 / 1000))',
      [draft.scope, draft.subject, draft.period, draft.timezone, fixture.clock.now()],
    );
    expect(Money.fromDecimal(history!.spent)).toEqual(posting().cost);
    await ledger.settle(await ledger.reserve(reservation()), posting());
    const held = reservation();
    await ledger.reserve(held);
    await fixture.query(
      `INSERT INTO budgets (id, name, scope, subject, period, timezone) VALUES (gen_random_uuid(), 'a', $1, $2, $3, $4)`,
      [draft.scope, draft.subject, draft.period, draft.timezone],
    );
    await fixture.query(`SELECT budget_open(id, to_timestamp($1::float8 / 1000), $2, $3) FROM budgets`, [
      fixture.clock.now(),
      history!.batch,
      history!.spent,
    ]);
    const [status] = await fixture.budgets.list();
    expect(status?.spent).toEqual(posting().cost.mul(2));
    expect(status?.reserved).toEqual(held.amount);
    await expectWhole();
  });

  it('counts everything once, whatever runs beside it', async () => {
    const ledgers = [fixture.ledger(), await fixture.otherProcess('process-2')];
    const calls = Array.from({ length: 200 }, async (_, index) => {
      const ledger = ledgers[index % 2]!;
      await ledger.settle(await ledger.reserve(reservation()), posting());
    });
    for (const name of ['a', 'b', 'c']) await fixture.makeBudgets([budget({ name, limit: null })]);
    await Promise.all(calls);
    const statuses = await fixture.budgets.list();
    expect(statuses.map(({ spent }) => spent)).toEqual(Array(3).fill(posting().cost.mul(200)));
    await expectWhole();
  });
});
