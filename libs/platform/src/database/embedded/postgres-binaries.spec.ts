import { access, constants, mkdir, mkdtemp, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

  describe('with a package that npm has just unpacked', () => {
    let folder: string;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'binaries-'));
      await mkdir(join(folder, 'native/bin'), { recursive: true });
      await writeFile(join(folder, 'package.json'), '{ "version": "18.4.0-beta.17" }');
      for (const name of ['initdb', 'postgres']) await writeFile(join(folder, 'native/bin', name), '');
    });

    afterEach(() => rm(folder, { recursive: true, force: true }));

    const link = (target: string): Promise<void> =>
      writeFile(
        join(folder, 'native/pg-symlinks.json'),
        JSON.stringify([{ source: 'native/bin/initdb', target }]),
      );

    it('makes the links that npm could not carry, and the binaries runnable', async () => {
      await link('native/bin/initdb.1');
      const { initdb } = await findPostgresBinaries('linux-x64', folder);
      await findPostgresBinaries('linux-x64', folder);

      expect(await readlink(join(folder, 'native/bin/initdb.1'))).toBe('initdb');
      await expect(access(initdb, constants.X_OK)).resolves.toBeUndefined();
    });

    it('says who can make a link where we cannot', async () => {
      await link('native/missing/initdb.1');

      await expect(findPostgresBinaries('linux-x64', folder)).rejects.toMatchObject({
        code: 'database-binaries-unusable',
      });
    });

    it('says so where the binaries cannot be made runnable', async () => {
      await rm(join(folder, 'native/bin/initdb'));

      await expect(findPostgresBinaries('linux-x64', folder)).rejects.toThrow(
        'Start once as the owner of node_modules',
      );
    });
  });
});
