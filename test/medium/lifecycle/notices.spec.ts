/** Real: PostgreSQL and its notifications. */
import { loadConfig } from '@app/platform';
import { FakeClock, testDatabase, type TestDatabase } from '@app/platform/testing';
import { Logger } from '@nestjs/common';
import { Notices } from '../../../apps/api/src/lifecycle/notices.js';

describe(Notices.name, () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase([]);
  });
  afterAll(() => database.close());
  afterEach(() => jest.restoreAllMocks());

  it('tells everybody who listens, the teller too, and hears on after what it does not understand', async () => {
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    const [one, other] = [1, 2].map(
      () => new Notices(database.dataSource, new FakeClock(), loadConfig({})),
    ) as [Notices, Notices];
    const heard = [one, other].map(
      (notices) =>
        new Promise((resolve) => {
          notices.on('told', resolve);
        }),
    );
    for (const notices of [one, other]) await notices.onApplicationBootstrap();
    await database.dataSource.query(`SELECT pg_notify('told', 'no JSON')`);
    await one.tell('told', { id: 'chat-1' });
    expect(await Promise.all(heard)).toEqual([{ id: 'chat-1' }, { id: 'chat-1' }]);
    for (const notices of [one, other]) await notices.onApplicationShutdown();
    expect(warned.mock.calls).toEqual(
      [1, 2].map(() => [expect.stringMatching(/^A notice on told was not understood: SyntaxError/)]),
    );
  });
});
