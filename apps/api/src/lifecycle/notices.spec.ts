import { Logger } from '@nestjs/common';
import { loadConfig } from '@app/platform';
import { FakeClock } from '@app/platform/testing';
import type { DataSource } from 'typeorm';
import { Notices } from './notices.js';

/** Nobody listens there; with a real database it is in test/medium. */
const away = { options: { url: 'postgres://chat:secret@127.0.0.1:1/chat' } };

describe(Notices.name, () => {
  it('must not keep a start or a stop waiting for a database that is away, and says so each time', async () => {
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    const notices = new Notices(away as unknown as DataSource, new FakeClock(), loadConfig({}));
    await notices.onApplicationBootstrap();
    await notices.onApplicationShutdown();
    expect(warned.mock.calls).toEqual([
      [expect.stringMatching(/^Notices of other processes are not heard: .*ECONNREFUSED/)],
    ]);
    expect(warned.mock.calls.join()).not.toContain('secret');
    warned.mockRestore();
  });
});
