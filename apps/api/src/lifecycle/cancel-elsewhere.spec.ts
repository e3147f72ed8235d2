import { Logger } from '@nestjs/common';
import type { ChatService } from '@app/chat';
import { loadConfig } from '@app/platform';
import { FakeClock, SequentialIds } from '@app/platform/testing';
import type { DataSource } from 'typeorm';
import { CancelElsewhere } from './cancel-elsewhere.js';

/** Nobody listens there; with a real database it is in test/medium. */
const away = { options: { url: 'postgres://chat:secret@127.0.0.1:1/chat' } };

describe(CancelElsewhere.name, () => {
  it('must not keep a start or a stop waiting for a database that is away, and says so each time', async () => {
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    const clock = new FakeClock();
    const elsewhere = new CancelElsewhere(
      away as unknown as DataSource,
      {} as ChatService,
      clock,
      new SequentialIds(),
      loadConfig({}),
    );
    await elsewhere.onApplicationBootstrap();
    await elsewhere.onApplicationShutdown();
    expect(warned.mock.calls).toEqual([
      [expect.stringMatching(/^Cancellations of other processes are not heard: .*ECONNREFUSED/)],
    ]);
    expect(warned.mock.calls.join()).not.toContain('secret');
    warned.mockRestore();
  });
});
