import { access, constants } from 'node:fs/promises';
import { findPostgresBinaries } from './postgres-binaries.js';

describe(findPostgresBinaries.name, () => {
  it('finds binaries that may be run', async () => {
    const { initdb, postgres, majorVersion } = await findPostgresBinaries();

    expect(majorVersion).toBe('18');
    await expect(access(initdb, constants.X_OK)).resolves.toBeUndefined();
    await expect(access(postgres, constants.X_OK)).resolves.toBeUndefined();
  });

  it('names the remedy where npm brought none for the platform', async () => {
    await expect(findPostgresBinaries('plan9-mips')).rejects.toMatchObject({
      code: 'database-binaries-missing',
      message: expect.stringContaining('set DATABASE_URL') as string,
    });
  });
});
