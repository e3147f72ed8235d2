/** Real: PostgreSQL and its notifications. The chat always has the answer; what it tells of that is lost. */
import type { ChatService } from '@app/chat';
import { loadConfig } from '@app/platform';
import { FakeClock, SequentialIds, testDatabase, type TestDatabase } from '@app/platform/testing';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { CancelElsewhere } from '../../../apps/api/src/lifecycle/cancel-elsewhere.js';

describe(CancelElsewhere.name, () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase([]);
  });
  afterAll(() => database.close());

  it('must not end the process over an answer that was stopped and cannot be told', async () => {
    const cancel = jest.fn(() => true);
    const mute = {
      options: { url: database.url },
      query: () => Promise.reject(new Error('the database is away')),
    };
    const elsewhere = new CancelElsewhere(
      mute as unknown as DataSource,
      { cancel } as unknown as ChatService,
      new FakeClock(),
      new SequentialIds(),
      loadConfig({}),
    );
    const warning = new Promise((resolve) => {
      jest.spyOn(Logger.prototype, 'warn').mockImplementation(resolve);
    });
    await elsewhere.onApplicationBootstrap();
    const asked = JSON.stringify({ ask: '1', owner: 'owner-1', id: 'chat-1' });
    await database.dataSource.query(`SELECT pg_notify('chat_cancel', $1)`, [asked]);

    expect(await warning).toBe('A cancellation could not be told: Error: the database is away');
    expect(cancel.mock.calls).toEqual([['owner-1', 'chat-1']]);
    await elsewhere.onApplicationShutdown();
  });
});
