import { chatMigrations } from '@app/chat';
import { costMigrations, IdempotencyStore } from '@app/cost';
import { conversationTurn, describeConversations, PostgresConversations } from '@app/chat/testing';
import { testDatabase, type TestDatabase } from '@app/platform/testing';

// Real: PostgreSQL, the migration, the statements, two processes' worth of connections. Nothing is faked.

let database: TestDatabase;

beforeAll(async () => {
  // Erasing a conversation erases what is kept for idempotency keys, which is the cost room's.
  database = await testDatabase([...costMigrations, ...chatMigrations]);
});

afterAll(() => database.close());

beforeEach(() => database.dataSource.query('TRUNCATE conversations CASCADE'));

describeConversations(PostgresConversations.name, async () => new PostgresConversations(database.dataSource));

describe(`${PostgresConversations.name}, several at once`, () => {
  it('serves two processes that work on the same conversations without a deadlock or a lost turn', async () => {
    const processes = [
      new PostgresConversations(database.dataSource),
      new PostgresConversations(database.dataSource),
    ];
    const firsts = Array.from({ length: 20 }, () => conversationTurn());
    const processOf = (index: number) => processes[index % 2] as PostgresConversations;
    await Promise.all(firsts.map((first, index) => processOf(index).record(first)));
    const owner = firsts[0]?.ownerId as string;
    const numbers = await Promise.all(
      Array.from({ length: 400 }, async (_, index) => {
        const conversations = processOf(index);
        const { conversationId } = firsts[(index * 7) % firsts.length] as (typeof firsts)[number];
        const opened = await conversations.open({
          conversationId,
          ownerId: owner,
          sourceNumbers: 5,
          historyCharacters: 1_000,
        });
        await conversations.record({
          ...conversationTurn({ conversationId }),
          isFirst: false,
          sourcesKeptTo: 0,
        });
        return `${conversationId} ${opened.firstSource}`;
      }),
    );
    expect(new Set(numbers).size).toBe(400);
    for (const { conversationId } of firsts) {
      expect((await processOf(0).read(owner, conversationId)).messages).toHaveLength(2 + 2 * 20);
    }
  });

  it('lets only one process at a time erase what is old', async () => {
    const conversations = new PostgresConversations(database.dataSource);
    await conversations.record(conversationTurn({ answeredAt: 0 }));
    const runner = database.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('SELECT pg_advisory_xact_lock($1)', ['125780069804398']);
    expect(await conversations.eraseUntouchedSince(1_000, 10)).toBe(0);
    await runner.rollbackTransaction();
    await runner.release();
    expect(await conversations.eraseUntouchedSince(1_000, 10)).toBe(1);
  });

  it('leaves no text behind when a conversation is erased', async () => {
    const conversations = new PostgresConversations(database.dataSource);
    const given = conversationTurn();
    await conversations.record(given);
    await conversations.erase(given.ownerId, given.conversationId);
    const [left] = await database.dataSource.query<{ messages: number; answers: number }[]>(
      'SELECT (SELECT count(*)::int FROM messages) AS messages, (SELECT count(*)::int FROM answers) AS answers',
    );
    expect(left).toEqual({ messages: 0, answers: 0 });
  });

  it.each(['one', 'old ones'])(
    'must not leave the kept answer of an erased conversation: %s',
    async (erased) => {
      const conversations = new PostgresConversations(database.dataSource);
      const turn = conversationTurn();
      await conversations.record(turn);
      const key = { owner: turn.ownerId, key: `erased: ${erased}` };
      const store = new IdempotencyStore(database.dataSource, { processId: 'p', leaseMs: 15_000 });
      await store.begin({ ...key, bodyHash: 'hash', requestId: 'request-1' });
      await store.note(key, 'request-1', { answerId: turn.response.id, conversationId: turn.conversationId });
      await store.finish(key, 'request-1', { status: 200, headers: {}, body: Buffer.from('secret') });
      if (erased === 'one') await conversations.erase(turn.ownerId, turn.conversationId);
      else await conversations.eraseUntouchedSince(turn.answeredAt + 1, 10);
      expect(await store.begin({ ...key, bodyHash: 'hash', requestId: 'request-2' })).toEqual({
        state: 'erased',
      });
    },
  );

  it('undoes its migrations', async () => {
    const own = await testDatabase([...costMigrations, ...chatMigrations]);
    for (const _ of chatMigrations) await own.dataSource.undoLastMigration();
    const tables = await own.dataSource.query(
      `SELECT tablename FROM pg_tables WHERE tablename = 'conversations'`,
    );
    await own.close();
    expect(tables).toEqual([]);
  });
});
