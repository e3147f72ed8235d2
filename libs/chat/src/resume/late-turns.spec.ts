import { Logger } from '@nestjs/common';
import { AppError, DatabaseError } from '@app/platform';
import { FakeClock } from '@app/platform/testing';
import { turn } from '../conversations/conversations.contract.js';
import { MemoryConversations } from '../conversations/memory-conversations.js';
import { LateTurns } from './late-turns.js';

const AWAY = new AppError('service-unavailable', 'database-unavailable', 'Away.');
const DUPLICATE = new DatabaseError('internal', 'database-refused', 'No.', '23505', 'answers_pkey');
const UNSETTLED = { code: 'answer-unsettled' };
const PATIENCE_MS = 1_000;

describe(LateTurns.name, () => {
  let clock: FakeClock;
  let conversations: MemoryConversations;
  let log: jest.SpyInstance;
  const lateTurns = (limits?: { turns: number; characters: number }) =>
    new LateTurns(conversations, clock, limits);
  beforeEach(() => {
    clock = new FakeClock();
    conversations = new MemoryConversations();
    log = jest.spyOn(Logger.prototype, 'error').mockImplementation();
  });
  afterEach(() => jest.restoreAllMocks());

  it('takes a duplicate of its own for what it is: a commit whose answer was lost', async () => {
    const given = turn();
    await conversations.record(given);
    conversations.failure = DUPLICATE;
    expect(await lateTurns().keep(given, PATIENCE_MS)).toBe('kept');
  });

  it('gives up at once what the database will never take', async () => {
    conversations.failure = DUPLICATE;
    await expect(lateTurns().keep(turn(), PATIENCE_MS)).rejects.toBe(DUPLICATE);
    expect(log).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['turns', { turns: 1, characters: 1_000_000 }],
    ['characters', { turns: 100, characters: 10 }],
  ])('must not grow without a bound: over so many %s a turn is tried once', async (_what, limits) => {
    conversations.failure = AWAY;
    const late = lateTurns(limits);
    const first = late.keep(turn({ answer: 'Yes.' }), PATIENCE_MS).catch((error: unknown) => error);
    const second = turn({ answer: 'A long one.' });
    await expect(late.keep(second, PATIENCE_MS)).rejects.toMatchObject(UNSETTLED);
    conversations.failure = null;
    await clock.advance(10_000);
    await first;
    expect(conversations.recorded).not.toContain(second);
  });

  it('has room again when what waited is written', async () => {
    conversations.failure = AWAY;
    const late = lateTurns({ turns: 1, characters: 1_000 });
    const [first, second] = [turn(), turn()];
    const waited = late.keep(first, PATIENCE_MS);
    await clock.advance(0);
    conversations.failure = null;
    await clock.advance(500);
    expect(await waited).toBe('kept');
    expect(await late.keep(second, PATIENCE_MS)).toBe('kept');
  });

  it('says when an answer is decided', async () => {
    conversations.failure = AWAY;
    const late = lateTurns();
    const given = turn();
    const kept = late.keep(given, PATIENCE_MS).catch((error: unknown) => error);
    await clock.advance(PATIENCE_MS);
    expect(await kept).toMatchObject(UNSETTLED);
    let isSettled = false;
    const settled = late.settled(given.response.id).then(() => (isSettled = true));
    await clock.advance(5_000);
    expect(isSettled).toBe(false);
    conversations.failure = null;
    await clock.advance(5_000);
    await settled;
    expect(conversations.recorded).toEqual([given]);
  });

  it('tries once more and then no longer when the process stops', async () => {
    conversations.failure = AWAY;
    const late = lateTurns();
    const record = jest.spyOn(conversations, 'record');
    const [saved, gone] = [turn(), turn()];
    const keeping = [saved, gone].map((one) => late.keep(one, PATIENCE_MS).catch((error: unknown) => error));
    await clock.advance(PATIENCE_MS);
    expect(await Promise.all(keeping)).toMatchObject([UNSETTLED, UNSETTLED]);
    const before = record.mock.calls.length;
    conversations.failure = null;
    record.mockImplementationOnce((one) => MemoryConversations.prototype.record.call(conversations, one));
    record.mockRejectedValueOnce(AWAY);
    await late.close();
    expect(record).toHaveBeenCalledTimes(before + 2);
    expect(conversations.recorded).toEqual([saved]);
  });
});
