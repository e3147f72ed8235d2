import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCluster } from './cluster.js';

/** Scripts in place of initdb; the real one is in test/medium. */
describe(openCluster.name, () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cluster-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const ours = { owner: null, endsWithParent: true, prefix: [] };
  const binaries = (initdb: string) => ({ initdb, postgres: '/nowhere/postgres', majorVersion: '18' });

  async function initdbThat(behaves: string): Promise<string> {
    const initdb = join(folder, 'initdb');
    await writeFile(initdb, `#!/bin/sh\n${behaves}\n`);
    await chmod(initdb, 0o755);
    return initdb;
  }

  it('repeats what initdb complained of, and leaves nothing half made', async () => {
    const initdb = await initdbThat('echo "initdb: error: no space left" >&2; exit 1');

    await expect(openCluster(folder, binaries(initdb), ours, true)).rejects.toMatchObject({
      code: 'database-start-failed',
      message: expect.stringContaining('initdb: error: no space left Check the folder') as string,
    });
    expect(await readdir(folder)).toEqual(['initdb']);
  });

  it('says that initdb cannot be run at all', async () => {
    await expect(openCluster(folder, binaries('/nowhere/initdb'), ours, true)).rejects.toThrow('ENOENT');
  });

  it('takes over what another user made, with everything in it', async () => {
    const data = join(folder, 'cluster/data');
    await mkdir(join(data, 'base'), { recursive: true });
    await writeFile(join(data, 'PG_VERSION'), '18\n');
    await writeFile(join(data, 'base/1'), '');
    await writeFile(join(folder, 'cluster/password'), 'secret');
    const owner = (process.getuid?.() ?? 0) + 1;
    const given: string[] = [];
    const cluster = await openCluster(
      folder,
      binaries('/nowhere/initdb'),
      { ...ours, owner },
      true,
      async (path, uid, gid) => void given.push(`${uid}:${gid} ${String(path)}`),
    );

    expect(cluster).toMatchObject({ data, password: 'secret' });
    expect(given.sort()).toEqual(
      [data, join(data, 'PG_VERSION'), join(data, 'base'), join(data, 'base/1')].map(
        (path) => `${owner}:${owner} ${path}`,
      ),
    );
  });
});
