import { randomUUID } from 'node:crypto';
import { chatMigrations, type ChatEvent } from '@app/chat';
import { costMigrations } from '@app/cost';
import {
  conversationTurn,
  PostgresAnswerStreams,
  PostgresConversations,
  RECORD,
  recordColumns,
} from '@app/chat/testing';
import { testDatabase, type TestDatabase, waitUntil } from '@app/platform/testing';

// Real here: PostgreSQL and every statement of resuming.

const event = (seq: number, delta = 'x') =>
  ({
    v: 1,
    seq,
    response_id: 'r',
    ts: 't',
    type: 'content.delta',
    data: { delta, start_index: 0 },
  }) as ChatEvent;

describe(PostgresAnswerStreams.name, () => {
  let database: TestDatabase;
  let writer: PostgresAnswerStreams;
  let reader: PostgresAnswerStreams;
  beforeAll(async () => {
    database = await testDatabase([...costMigrations, ...chatMigrations]);
    writer = new PostgresAnswerStreams(database.dataSource);
    reader = new PostgresAnswerStreams(database.dataSource);
  });
  afterAll(async () => {
    await Promise.all([writer.close(), reader.close()]);
    await database.close();
  });

  const begin = async (events = [event(1)]) => {
    const about = { responseId: `chat-${randomUUID()}`, ownerId: 'owner', conversationId: randomUUID() };
    await writer.append({ ...about, events });
    return about;
  };

  it('hands a stream from one process to another, from any point', async () => {
    const { responseId, ownerId, conversationId } = await begin([event(1), event(2)]);
    await writer.append({ responseId, ownerId, conversationId, events: [event(3, '🌍 "\\u0000'), event(4)] });
    for (const afterSeq of [0, 1, 2, 3, 4]) {
      const found = await reader.follow({ ownerId, responseId, afterSeq });
      expect(found).toMatchObject({ kind: 'running' });
      const seqs = found.kind === 'running' ? found.events.map(({ seq }) => seq) : [];
      expect(seqs).toEqual([1, 2, 3, 4].filter((seq) => seq > afterSeq));
    }
    expect(await reader.readAll(responseId)).toHaveLength(4);
  });

  it('must not show a stream of another owner', async () => {
    const { responseId } = await begin();
    expect(await reader.follow({ ownerId: 'thief', responseId, afterSeq: 0 })).toEqual({ kind: 'unknown' });
    expect((await reader.followedAgo([responseId])).size).toBe(0);
  });

  it('answers many readers of many streams in one statement, each with its own', async () => {
    const streams = await Promise.all(
      Array.from({ length: 40 }, (_, index) => begin([event(1, String(index))])),
    );
    const query = jest.spyOn(database.dataSource, 'query');
    const found = await Promise.all(
      streams.map(({ responseId, ownerId }) => reader.follow({ ownerId, responseId, afterSeq: 0 })),
    );
    expect(found.map((one) => (one.kind === 'running' ? one.events[0]?.data : null))).toEqual(
      streams.map((_, index) => ({ delta: String(index), start_index: 0 })),
    );
    expect(query.mock.calls.length).toBeLessThanOrEqual(2);
    query.mockRestore();
  });

  it('says who is read and who has been silent', async () => {
    const { responseId, ownerId } = await begin();
    const other = await begin();
    await reader.follow({ ownerId, responseId, afterSeq: 0 });
    const ago = await reader.followedAgo([responseId, other.responseId]);
    expect(ago.get(responseId)).toBeLessThan(60_000);
    expect(ago.has(other.responseId)).toBe(false);
    await writer.beat([responseId]);
    expect(await reader.declareLost(responseId, 60_000)).toBe(false);
  });

  it('ends a lost stream once, for every reader', async () => {
    const { responseId, ownerId } = await begin();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await reader.declareLost(responseId, 1)).toBe(true);
    const [one, two] = await Promise.all(
      [reader, writer].map((streams) => streams.follow({ ownerId, responseId, afterSeq: 0 })),
    );
    expect(one).toMatchObject({ kind: 'lost', lostAt: expect.any(Number), lostSeq: 1 });
    expect(await reader.declareLost(responseId, 1)).toBe(true);
    expect(await reader.follow({ ownerId, responseId, afterSeq: 0 })).toEqual(one);
    expect(two).toEqual(one);
  });

  it('lets fall what a process writes that was taken for gone', async () => {
    const about = await begin();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await reader.declareLost(about.responseId, 1);
    await writer.append({ ...about, events: [event(2)] });
    expect(await reader.readAll(about.responseId)).toEqual([event(1)]);
  });

  it('tells a finished answer from its row, however it was told', async () => {
    const conversations = new PostgresConversations(database.dataSource);
    const about = await begin();
    const turn = conversationTurn({
      conversationId: about.conversationId,
      events: '[["response.completed"]]',
    });
    const response = { ...turn.response, id: about.responseId };
    await conversations.record({ ...turn, ownerId: about.ownerId, response });
    expect(await reader.follow({ ...about, afterSeq: 0 })).toEqual({ kind: 'finished' });
    expect(await reader.readFinished(about.ownerId, about.responseId)).toEqual({
      answer: { response, outline: [['response.completed']] },
      characters: expect.any(Number),
    });
    expect(await reader.readFinished('thief', about.responseId)).toBeNull();
    expect(await reader.declareLost(about.responseId, 0)).toBe(false);
    await conversations.erase(about.ownerId, about.conversationId);
    expect(await reader.follow({ ...about, afterSeq: 0 })).toEqual({ kind: 'unknown' });
    expect(await reader.readAll(about.responseId)).toEqual([]);
    await conversations.close();
  });

  describe('has one end', () => {
    let conversations: PostgresConversations;
    beforeAll(() => {
      conversations = new PostgresConversations(database.dataSource);
    });
    afterAll(() => conversations.close());
    const turnOf = ({ responseId, ownerId, conversationId }: Awaited<ReturnType<typeof begin>>) => {
      const given = conversationTurn({ conversationId, ownerId });
      return { ...given, response: { ...given.response, id: responseId } };
    };

    it('keeps the lost one, and the text in the conversation', async () => {
      const about = await begin();
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await reader.declareLost(about.responseId, 1)).toBe(true);
      const given = turnOf(about);
      expect(await conversations.record(given)).toBe('lost');
      expect(await reader.follow({ ...about, afterSeq: 0 })).toMatchObject({ kind: 'lost' });
      expect(await conversations.readAnswer(about.ownerId, about.responseId)).toBeNull();
      const { messages } = await conversations.read(about.ownerId, about.conversationId);
      expect(messages.map(({ content }) => content)).toEqual([
        given.question,
        given.response.message.content,
      ]);
    });

    it('is decided once, however near a reader and its process come to each other', async () => {
      for (let round = 0; round < 40; round += 1) {
        const about = await begin();
        await new Promise((resolve) => setTimeout(resolve, 3));
        const [recorded, isLost] = await Promise.all([
          conversations.record(turnOf(about)),
          reader.declareLost(about.responseId, 1),
        ]);
        expect(recorded).toBe(isLost ? 'lost' : 'kept');
        const { kind } = await reader.follow({ ...about, afterSeq: 0 });
        expect(kind).toBe(isLost ? 'lost' : 'finished');
      }
    });

    it('must not be lost to a reader that waited for the turn to be written', async () => {
      const about = await begin();
      await new Promise((resolve) => setTimeout(resolve, 20));
      const writing = database.dataSource.createQueryRunner();
      await writing.startTransaction();
      const columns = recordColumns([turnOf(about)]);
      await writing.query(RECORD, [...columns]);
      const declared = reader.declareLost(about.responseId, 1);
      const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      await waitUntil(async () => (await database.dataSource.query<unknown[]>(waiting)).length > 0);
      await writing.commitTransaction();
      await writing.release();
      expect(await declared).toBe(false);
      expect(await reader.follow({ ...about, afterSeq: 0 })).toEqual({ kind: 'finished' });
    });

    it('must not fail turns because another of their batch cannot be written', async () => {
      const [first, broken, last] = [await begin(), await begin(), await begin()];
      await conversations.record(turnOf(broken));
      const results = await Promise.allSettled([
        conversations.record(turnOf(first)),
        conversations.record(turnOf(broken)),
        conversations.record(turnOf(last)),
      ]);
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(results[1]).toMatchObject({ reason: { sqlState: '23505' } });
    });
  });

  it('must not reject the events of others because one conversation is erased while its answer runs', async () => {
    const conversations = new PostgresConversations(database.dataSource);
    const [erased, first, second] = [await begin(), await begin(), await begin()];
    await conversations.erase(erased.ownerId, erased.conversationId);
    // The first goes alone, so that the other two share a statement.
    const appended = [first, erased, second].map((about) => writer.append({ ...about, events: [event(2)] }));
    await Promise.all(appended);
    expect(await reader.readAll(erased.responseId)).toEqual([]);
    for (const { responseId } of [first, second])
      expect((await reader.readAll(responseId)).map(({ seq }) => seq)).toEqual([1, 2]);
    await conversations.close();
  });

  it('must not reject the events of others because one chunk cannot be kept', async () => {
    const [alone, other, broken] = [await begin(), await begin(), await begin()];
    const events = [{ ...event(2), seq: 2 ** 40 }];
    const [, kept, rejected] = await Promise.allSettled([
      writer.append({ ...alone, events: [event(2)] }),
      writer.append({ ...other, events: [event(2)] }),
      writer.append({ ...broken, events }),
    ]);
    expect(kept.status).toBe('fulfilled');
    expect(rejected).toMatchObject({ status: 'rejected', reason: { sqlState: '22003' } });
    expect(await reader.readAll(other.responseId)).toHaveLength(2);
  });

  it('forgets what has been silent for long, and its events with it', async () => {
    const { responseId } = await begin();
    expect(await reader.forget(600_000, 100)).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await reader.forget(5, 1_000)).toBeGreaterThan(0);
    expect(await reader.readAll(responseId)).toEqual([]);
  });
});
