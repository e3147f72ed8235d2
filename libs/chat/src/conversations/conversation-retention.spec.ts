import { Logger } from '@nestjs/common';
import type { AppConfig } from '@app/platform';
import { FakeClock } from '@app/platform/testing';
import { ConversationRetention } from './conversation-retention.js';
import { turn } from './conversations.contract.js';
import { MemoryConversations } from './memory-conversations.js';

const DAY_MS = 86_400_000;

describe(ConversationRetention.name, () => {
  const clock = new FakeClock();
  const config = { conversations: { retentionDays: 30 } } as AppConfig;
  let conversations: MemoryConversations;
  let retention: ConversationRetention;

  beforeEach(() => {
    conversations = new MemoryConversations();
    retention = new ConversationRetention(conversations, config, clock);
    jest.spyOn(Logger.prototype, 'log').mockImplementation();
    jest.spyOn(Logger.prototype, 'warn').mockImplementation();
  });

  afterEach(() => jest.restoreAllMocks());

  const titles = async (): Promise<string[]> =>
    (await conversations.list('owner-1', { limit: 100 })).conversations.map(({ title }) => title);

  it('erases what nobody has touched for so many days, in batches', async () => {
    for (let count = 0; count < 1_001; count++)
      await conversations.record(turn({ answeredAt: clock.now() - 30 * DAY_MS - 1 }));
    await conversations.record(turn({ title: 'kept', answeredAt: clock.now() - 30 * DAY_MS }));
    expect(await retention.eraseDue()).toBe(1_001);
    expect(await titles()).toEqual(['kept']);
  });

  it('does so at the start and once a day, until the service stops', async () => {
    const erase = jest.spyOn(conversations, 'eraseUntouchedSince');
    await conversations.record(turn({ answeredAt: 0 }));
    retention.onApplicationBootstrap();
    await clock.advance(0);
    expect(await titles()).toEqual([]);
    await clock.advance(DAY_MS);
    expect(erase).toHaveBeenCalledTimes(2);
    await retention.beforeApplicationShutdown();
    await clock.advance(DAY_MS);
    expect(erase).toHaveBeenCalledTimes(2);
  });

  it('tries again the next day when the database is away', async () => {
    jest.spyOn(conversations, 'eraseUntouchedSince').mockRejectedValueOnce(new Error('away'));
    await conversations.record(turn({ answeredAt: 0 }));
    retention.onApplicationBootstrap();
    await clock.advance(0);
    expect(await titles()).toHaveLength(1);
    await clock.advance(DAY_MS);
    expect(await titles()).toEqual([]);
    await retention.beforeApplicationShutdown();
  });

  it('stops when it was never begun', async () => {
    await expect(retention.beforeApplicationShutdown()).resolves.toBeUndefined();
  });
});
