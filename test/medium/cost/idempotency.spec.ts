import { IdempotencyStore, type KeyedAsk, Money, verifyLedger } from '@app/cost';
import { posting, reservation } from '@app/cost/testing';
import type { DataSource } from 'typeorm';
import { LedgerFixture } from './ledger-fixture.js';

// Real: Postgres, its clock and its locks. Time passes by moving what was written down into the past.

const LEASE_MS = 15_000;
const key = { owner: 'me', key: 'k-1' };
const noted = { answerId: 'chat-1', conversationId: 'c-1' };
const response = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from([0, 255, 10]),
};
const IN_FLIGHT = { state: 'in-flight', retryAfterSeconds: 1 };

let fixture: LedgerFixture;

beforeEach(async () => {
  fixture = await LedgerFixture.open();
});

afterEach(() => fixture.close());

const store = (processId = 'process-1', database = fixture.database.dataSource) =>
  new IdempotencyStore(database, { processId, leaseMs: LEASE_MS });
const ask = (requestId: string, more: Partial<KeyedAsk> = {}): KeyedAsk => ({
  ...key,
  bodyHash: 'hash',
  requestId,
  ...more,
});

/** As if so much time had passed for everybody's lease, and for whoever looked at it. */
const pass = (ms: number): Promise<unknown> =>
  fixture.query(
    `UPDATE leases SET expires_at = expires_at - $1 * interval '1 ms',
       watched_from = watched_from - $1 * interval '1 ms', watched_to = watched_to - $1 * interval '1 ms'`,
    [ms],
  );

/** A process that lives looks after the keys at each of its beats for so long. */
async function watch(ms: number): Promise<void> {
  const beat = LEASE_MS / 3;
  await store('watcher').lookAfter();
  for (let passed = 0; passed < ms; passed += beat) {
    await pass(beat);
    await store('watcher').lookAfter();
  }
}

async function die(): Promise<void> {
  await pass(LEASE_MS + 1);
  await watch(LEASE_MS);
}

describe(IdempotencyStore.name, () => {
  it('answers the same again, byte for byte', async () => {
    expect(await store().begin(ask('request-1'))).toEqual({ state: 'fresh', left: null });
    expect(await store().begin(ask('request-2'))).toEqual(IN_FLIGHT);
    expect(await store().note(key, 'request-1', noted)).toBe(true);
    expect(await store().finish(key, 'request-1', response)).toBe('kept');
    expect(await store().begin(ask('request-3'))).toEqual({
      state: 'replay',
      bookedAs: 'request-1',
      response,
    });
    expect(await store().begin(ask('request-4', { bodyHash: 'other' }))).toEqual({ state: 'mismatch' });
    expect(await store().begin(ask('request-5', { bodyHash: 'other', owner: 'you' }))).toMatchObject({
      state: 'fresh',
    });
  });

  it('must not run the same key twice, 50 times in parallel', async () => {
    const states = await Promise.all(
      Array.from({ length: 50 }, (_, index) => store().begin(ask(`request-${index}`))),
    );
    expect(states.filter(({ state }) => state === 'fresh')).toHaveLength(1);
  });

  it('frees a key that is released or older than a day', async () => {
    await store().begin(ask('request-1'));
    await store().release(key, 'request-1');
    expect(await store().begin(ask('request-2', { bodyHash: 'other' }))).toMatchObject({ state: 'fresh' });
    await store().note(key, 'request-2', noted);
    await fixture.query(`UPDATE idempotency SET expires_at = now() - interval '1 second'`);
    expect(await store().begin(ask('request-3'))).toEqual({ state: 'fresh', left: null });
    await fixture.query(`UPDATE idempotency SET expires_at = now() - interval '1 second'`);
    await store().forgetExpired();
    expect(await fixture.query('SELECT FROM idempotency')).toEqual([]);
  });

  it('must not give up the key of another request', async () => {
    await store().begin(ask('request-1'));
    await store().release(key, 'request-2');
    await store().abandon(key, 'request-2');
    expect(await store().begin(ask('request-3'))).toEqual(IN_FLIGHT);
  });
});

describe(`${IdempotencyStore.name}, a key whose process died`, () => {
  beforeEach(async () => {
    await store('dead').begin(ask('request-1'));
    await store('dead').note(key, 'request-1', noted);
  });

  it('is free for the same body only, with what was noted, and booked as it was', async () => {
    await die();
    expect(await store().begin(ask('request-2', { bodyHash: 'other' }))).toEqual({ state: 'mismatch' });
    expect(await store().begin(ask('request-3'))).toEqual({
      state: 'fresh',
      left: { answerId: 'chat-1', bookedAs: 'request-1' },
    });
    expect(await store().finish(key, 'request-3', response)).toBe('kept');
    expect(await store().begin(ask('request-4'))).toMatchObject({ state: 'replay', bookedAs: 'request-1' });
  });

  it('is left to be found again by the next one, where the one that took it over fails', async () => {
    await die();
    await store().begin(ask('request-2'));
    await store().abandon(key, 'request-2');
    expect(await store().begin(ask('request-3'))).toMatchObject({ left: { answerId: 'chat-1' } });
  });

  it('must not be taken from a process that could not renew its lease while the database was away', async () => {
    await pass(LEASE_MS + 1);
    expect(await store().begin(ask('request-2'))).toEqual(IN_FLIGHT);
    await watch(LEASE_MS / 3);
    expect(await store().begin(ask('request-3'))).toEqual(IN_FLIGHT);
    await fixture.ledger('dead').heartbeat();
    await watch(LEASE_MS / 3);
    expect(await store().begin(ask('request-4'))).toEqual(IN_FLIGHT);
    expect(await store('dead').finish(key, 'request-1', response)).toBe('kept');
  });

  it('must not be taken by who has not looked since the database was away again', async () => {
    await pass(LEASE_MS + 1);
    await watch(LEASE_MS / 3);
    await pass(LEASE_MS);
    expect(await store().begin(ask('request-2'))).toEqual(IN_FLIGHT);
    await store('watcher').lookAfter();
    expect(await store().begin(ask('request-3'))).toEqual(IN_FLIGHT);
    await watch(LEASE_MS);
    expect(await store().begin(ask('request-4'))).toMatchObject({ state: 'fresh' });
  });

  it('tells the one that was only cut off that the key is another’s', async () => {
    await die();
    await store().begin(ask('request-2'));
    expect(await store('dead').note(key, 'request-1', noted)).toBe(false);
    expect(await store('dead').finish(key, 'request-1', response)).toBe('lost');
    expect(await store().begin(ask('request-3'))).toEqual(IN_FLIGHT);
  });
});

describe(`${IdempotencyStore.name} and a database that is away`, () => {
  function flaky() {
    const { dataSource } = fixture.database;
    const never: (sql: string) => boolean = () => false;
    const fails = { before: never, after: never };
    const query = async (sql: string, values: unknown[]): Promise<unknown> => {
      if (fails.before(sql)) throw new Error('away');
      const result = await dataSource.query<unknown>(sql, values);
      if (fails.after(sql)) throw new Error('connection lost');
      return result;
    };
    return { fails, store: store('process-1', { query } as unknown as DataSource) };
  }

  it.each(['release', 'abandon'] as const)(
    'must not leave a key taken that was given up: %s',
    async (giveUp) => {
      const { fails, store } = flaky();
      await store.begin(ask('request-1'));
      await store.note(key, 'request-1', noted);
      fails.before = () => true;
      await store[giveUp](key, 'request-1');
      await expect(store.lookAfter()).rejects.toThrow('away');
      fails.before = () => false;
      expect(await store.begin(ask('request-2'))).toEqual(IN_FLIGHT);
      await store.lookAfter();
      expect(await store.begin(ask('request-3'))).toEqual({
        state: 'fresh',
        left: giveUp === 'abandon' ? { answerId: 'chat-1', bookedAs: 'request-1' } : null,
      });
    },
  );

  it('must not leave a key taken whose begin was committed and not heard of', async () => {
    const { fails, store } = flaky();
    fails.after = (sql) => sql.includes('idempotency_begin');
    fails.before = (sql) => sql.includes('idempotency_void');
    await expect(store.begin(ask('request-1'))).rejects.toThrow('connection lost');
    fails.after = fails.before = () => false;
    await store.lookAfter();
    expect(await store.begin(ask('request-2', { bodyHash: 'other' }))).toMatchObject({ state: 'fresh' });
  });

  it('must not let a begin take the key that comes after it was given up', async () => {
    await fixture.query(`SELECT idempotency_void($1, $2, $3)`, [key.owner, key.key, 'request-1']);
    await store().begin(ask('request-1'));
    expect(await store().begin(ask('request-2'))).toMatchObject({ state: 'fresh' });
  });
});

describe(`${IdempotencyStore.name} and erased conversations`, () => {
  const erase = () => fixture.query(`SELECT idempotency_erase('{c-1}')`);

  it('must not give the text of a conversation that was erased', async () => {
    await store().begin(ask('request-1'));
    await store().note(key, 'request-1', noted);
    await store().finish(key, 'request-1', response);
    await erase();
    expect(await store().begin(ask('request-2'))).toEqual({ state: 'erased' });
    expect(await fixture.query('SELECT length(body) AS kept, headers FROM idempotency')).toEqual([
      { kept: 0, headers: {} },
    ]);
  });

  it('must not keep an answer whose conversation was erased while it was given', async () => {
    await store().begin(ask('request-1', { conversationId: 'c-1' }));
    await erase();
    expect(await store().note(key, 'request-1', noted)).toBe(true);
    expect(await store().finish(key, 'request-1', response)).toBe('erased');
    expect(await store().begin(ask('request-2'))).toEqual({ state: 'erased' });
  });
});

describe(`${IdempotencyStore.name}, postings that a dead process owes`, () => {
  const COST = posting().cost;

  /** A process that wrote its posting down and died before, or after, it was made. */
  async function leaveOwing(posted: boolean): Promise<void> {
    await store('dead').begin(ask('request-1'));
    const dead = fixture.ledger('dead');
    const hold = await dead.reserve(reservation());
    await store('dead').owe(key, 'request-1', [{ ...hold, posting: posting() }]);
    if (posted) await dead.settle(hold, posting());
    await die();
  }

  it.each([
    ['is still held', false, false],
    ['a reaper has posted in full', false, true],
    ['it had posted', true, false],
  ])('are made once, exactly, by who takes the key over, where the call %s', async (_, posted, reaped) => {
    await leaveOwing(posted);
    if (reaped) await fixture.ledger('reaper').reap();
    expect(await store().begin(ask('request-2'))).toMatchObject({ state: 'fresh' });
    expect(await fixture.totals()).toEqual({ spent: COST, reserved: Money.ZERO });
    expect(await fixture.query('SELECT FROM idempotency WHERE owed IS NOT NULL')).toEqual([]);
    expect((await verifyLedger(fixture.database.dataSource)).filter(({ ok }) => !ok)).toEqual([]);
  });
});
