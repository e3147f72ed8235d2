import { ensureDatabase } from './ensure-database.js';

describe(ensureDatabase.name, () => {
  it('takes the database that is configured and never stops it', async () => {
    const url = 'postgres://db.internal/chat';
    const database = await ensureDatabase({ database: { url, dataDir: '/nowhere', poolSize: 1 } });

    expect(database).toMatchObject({ url, embedded: false });
    await expect(database.stop()).resolves.toBeUndefined();
  });
});
