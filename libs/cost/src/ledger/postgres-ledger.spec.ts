import { Logger } from '@nestjs/common';
import { DatabaseError } from '@app/platform';
import { FakeClock, waitUntil } from '@app/platform/testing';
import type { DataSource } from 'typeorm';
import { posting, reservation, unknownOf } from './ledger.contract.js';
import { PostgresLedger } from './postgres-ledger.js';

const AWAY = new DatabaseError('service-unavailable', 'database-unavailable', 'away', '57P01', null);
const BAD = new DatabaseError('internal', 'database-refused', 'bad', '23514', null);

/** Answers with nothing, fails while it is told to, and remembers what was asked. */
class FakeDatabase {
  readonly statements: [sql: string, parameters: readonly unknown[]][] = [];
  failure: Error | null = null;
  answers: Record<string, unknown[]> = {};
  /** The pool behind it, as the hot path sees it. */
  readonly driver = {
    master: {
      query: async ({ text, values }: { text: string; values: readonly unknown[] }) => ({
        rows: await this.query(text, values),
      }),
    },
  };

  query(sql: string, parameters: readonly unknown[] = []): Promise<unknown[]> {
    this.statements.push([sql, parameters]);
    if (this.failure) return Promise.reject(this.failure);
    const known = Object.keys(this.answers).find((part) => sql.includes(part));
    return Promise.resolve(known ? this.answers[known]! : []);
  }

  asked(part: string): number {
    return this.statements.filter(([sql]) => sql.includes(part)).length;
  }
}

function setUp() {
  const database = new FakeDatabase();
  const clock = new FakeClock();
  const ledger = new PostgresLedger(database as unknown as DataSource, clock, {
    processId: 'p',
    leaseMs: 1,
    patienceMs: 200,
  });
  return { database, clock, ledger };
}

/** Lets real timers (the batch's window) and fake time pass until `promise` is done. */
async function passing<T>(promise: Promise<T>, clock: FakeClock): Promise<T> {
  const state = { done: false };
  const watched = promise.finally(() => (state.done = true));
  watched.catch(() => undefined);
  while (!state.done) {
    await new Promise((wake) => setTimeout(wake, 2));
    await clock.advance(20);
  }
  return watched;
}

describe(PostgresLedger.name, () => {
  beforeEach(() => void jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined));

  it('writes a price once and reserves many in one statement', async () => {
    const { database, ledger } = setUp();
    await Promise.all([1, 2, 3].map(() => ledger.reserve(reservation())));
    expect(database.asked('price_versions')).toBe(1);
    expect(database.asked('ledger_trip')).toBe(1);
  });

  it('must not let a call be made when it cannot reach the database, and releases in doubt', async () => {
    const { database, ledger } = setUp();
    database.failure = AWAY;
    await expect(ledger.reserve(reservation())).rejects.toMatchObject({
      kind: 'service-unavailable',
      code: 'ledger-unavailable',
    });
    database.failure = null;
    await ledger.heartbeat();
    await ledger.heartbeat();
    expect(database.asked('ledger_void')).toBe(1);
  });

  it('must not keep a caller waiting for a database that says nothing, and releases what it does later', async () => {
    const { database, ledger, clock } = setUp();
    await ledger.reserve(reservation());
    let answer: (rows: unknown[]) => void = () => undefined;
    jest.spyOn(database, 'query').mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
    const begun = clock.monotonic();
    await expect(passing(ledger.reserve(reservation()), clock)).rejects.toMatchObject({
      code: 'ledger-unavailable',
    });
    expect(clock.monotonic() - begun).toBeLessThan(3_000);
    answer([]);
    await ledger.heartbeat();
    expect(database.asked('ledger_void')).toBe(1);
  });

  it('posts again when a short outage is over', async () => {
    const { database, ledger, clock } = setUp();
    const hold = await ledger.reserve(reservation());
    database.failure = AWAY;
    const settled = ledger.settle(hold, posting());
    await waitUntil(() => database.asked('ledger_trip') === 2);
    database.failure = null;
    await passing(settled, clock);
    expect(ledger.waiting).toBe(0);
    expect(database.asked('ledger_trip')).toBe(3);
  });

  it('must not look idle while callers wait for an outage to end', async () => {
    const { database, ledger, clock } = setUp();
    const holds = await Promise.all(Array.from({ length: 50 }, () => ledger.reserve(reservation())));
    expect(ledger.waiting).toBe(0);
    database.failure = AWAY;
    const settled = holds.map((hold) => ledger.settle(hold, posting({ postedAt: clock.now() })));
    expect(ledger.waiting).toBe(50);
    await waitUntil(() => database.asked('ledger_trip') === 2);
    await clock.advance(40);
    expect(ledger.waiting).toBe(50);
    expect(ledger.lagMs).toBe(40);
    await passing(Promise.all(settled), clock);
    expect(ledger.waiting).toBe(50);
    database.failure = null;
    await ledger.heartbeat();
    expect(ledger.waiting).toBe(0);
    expect(ledger.lagMs).toBe(0);
  });

  it('lets the caller go when a long outage is not over, and posts when it is', async () => {
    const { database, ledger, clock } = setUp();
    const holds = await Promise.all([ledger.reserve(reservation()), ledger.reserve(reservation())]);
    database.failure = AWAY;
    await passing(ledger.settle(holds[0], posting({ postedAt: clock.now() })), clock);
    await ledger.settle(holds[1], posting());
    expect(ledger.waiting).toBe(2);
    expect(ledger.lagMs).toBeGreaterThan(0);
    await expect(ledger.heartbeat()).rejects.toBe(AWAY);
    database.failure = null;
    await ledger.heartbeat();
    expect(ledger.waiting).toBe(0);
    expect(ledger.lagMs).toBe(0);
  });

  it('keeps a backlog when the heartbeat gets through and the postings do not', async () => {
    const { database, ledger, clock } = setUp();
    const hold = await ledger.reserve(reservation());
    database.failure = AWAY;
    await passing(ledger.settle(hold, posting()), clock);
    database.failure = null;
    const query = jest.spyOn(database, 'query');
    query.mockResolvedValueOnce([]).mockRejectedValueOnce(AWAY);
    await expect(ledger.heartbeat()).rejects.toBe(AWAY);
    expect(ledger.waiting).toBe(1);
    query.mockResolvedValueOnce([]).mockRejectedValueOnce(BAD);
    await ledger.heartbeat();
    expect(ledger.waiting).toBe(0);
  });

  it('must not fail an answer, or keep its hold, because the tables refuse its posting', async () => {
    const { database, ledger } = setUp();
    const held = reservation();
    const hold = await ledger.reserve(held);
    const query = jest.spyOn(database, 'query');
    for (let refused = 0; refused < 3; refused++) query.mockRejectedValueOnce(BAD);
    await ledger.settle(hold, posting({ rawUsage: { odd: 1 } }));
    const posted = database.statements.at(-1)!;
    const tried = query.mock.calls.map(([, parameters]) => JSON.stringify(parameters));
    expect(tried.map((text) => text.includes('odd'))).toEqual([true, true, false, false]);
    expect(JSON.stringify(posted)).toContain('unknown');
    expect(JSON.stringify(posted)).toContain(JSON.stringify(held.amount).slice(1, -1));
  });

  it('goes on without a posting that nothing helps', async () => {
    const { database, ledger } = setUp();
    const hold = await ledger.reserve(reservation());
    database.failure = BAD;
    await ledger.settle(hold, posting());
    expect(ledger.waiting).toBe(0);
  });

  it('must not drop a posting when the database goes away in the middle of one by one', async () => {
    const { database, ledger } = setUp();
    const holds = await Promise.all([1, 2].map(() => ledger.reserve(reservation())));
    const query = jest.spyOn(database, 'query');
    query.mockRejectedValueOnce(BAD).mockResolvedValueOnce([]).mockRejectedValueOnce(AWAY);
    await Promise.all(holds.map((hold) => ledger.settle(hold, posting())));
    expect(ledger.waiting).toBe(1);
    query.mockResolvedValueOnce([]).mockRejectedValueOnce(BAD).mockRejectedValueOnce(AWAY);
    await expect(ledger.heartbeat()).rejects.toBe(AWAY);
    expect(ledger.waiting).toBe(1);
    await ledger.heartbeat();
    expect(ledger.waiting).toBe(0);
  });

  it('beats once at a time', async () => {
    const { database, ledger } = setUp();
    await Promise.all([ledger.heartbeat(), ledger.heartbeat()]);
    expect(database.asked('INSERT INTO leases')).toBe(1);
    await ledger.heartbeat();
    expect(database.asked('INSERT INTO leases')).toBe(2);
  });

  it('mends what a reaper posted, but not by another unknown', async () => {
    const { database, ledger } = setUp();
    const held = reservation();
    const hold = await ledger.reserve(held);
    database.answers = {
      ledger_trip: [{ said: { refused: [], late: [{ attempt: held.attemptId, standing: 'unknown' }] } }],
      ledger_correct: [{ posted: '0' }],
    };
    await ledger.settle(hold, unknownOf(held));
    expect(database.asked('ledger_correct')).toBe(0);
    await ledger.settle(hold, posting());
    expect(database.asked('ledger_correct')).toBe(1);
  });

  it('reaps nothing when nothing is said', async () => {
    const { ledger } = setUp();
    expect(await ledger.reap()).toBe(0);
  });
});
