import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostmaster, StillEnding, type Postmaster } from './postmaster.js';

/** Scripts that behave as a server may; the real one is in test/medium. */
describe(startPostmaster.name, () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'postmaster-'));
    await mkdir(join(folder, 'data'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function startServerThat(
    behaves: string,
    limits: { startTimeoutMs?: number; stopTimeoutMs?: number } = {},
  ) {
    const postgres = join(folder, 'postgres');
    await writeFile(postgres, `#!/bin/sh\n${behaves}\n`);
    await chmod(postgres, 0o755);
    return startPostmaster({ ...optionsFor(postgres), ...limits });
  }

  const optionsFor = (postgres: string) => ({
    postgres,
    cluster: {
      data: join(folder, 'data'),
      log: join(folder, 'log'),
      portFile: join(folder, 'port'),
      password: '',
    },
    unprivileged: { owner: null, endsWithParent: false, prefix: [] },
    port: 5432,
    settings: {},
  });

  it('knows a server whose killed predecessor still ends', async () => {
    const start = startServerThat(
      'echo "FATAL:  pre-existing shared memory block is still in use" >&2; exit 1',
    );

    await expect(start).rejects.toBeInstanceOf(StillEnding);
  });

  it('repeats the last words of one that fails', async () => {
    const start = startServerThat('echo "LOG: one" >&2; echo "FATAL:  no space left" >&2; exit 1');

    await expect(start).rejects.toThrow('does not start: FATAL:  no space left.');
  });

  it('finds words for one that fails without any', async () => {
    await expect(startServerThat('exit 1')).rejects.toThrow('does not start: it said nothing.');
  });

  it('says that another process was quicker', async () => {
    await writeFile(join(folder, 'data/postmaster.pid'), '4711\n');
    const start = startServerThat('echo "FATAL:  lock file \\"postmaster.pid\\" already exists" >&2; exit 1');

    await expect(start).rejects.toMatchObject({ code: 'database-data-dir-in-use' });
  });

  it('reports a program that is not there', async () => {
    await expect(startPostmaster(optionsFor('/nowhere/postgres'))).rejects.toMatchObject({
      code: 'database-start-failed',
    });
  });

  it('gives up on one that is never ready', async () => {
    await expect(startServerThat('exec sleep 60', { startTimeoutMs: 50 })).rejects.toThrow(
      'it is not ready after 0.05 seconds',
    );
  });

  it('insists when a fast shutdown takes too long', async () => {
    const ready = `printf '%s\\n/\\n1\\n1\\n\\n\\n\\nready\\n' $$ > "${folder}/data/postmaster.pid"`;
    const server: Postmaster = await startServerThat(
      `trap '' INT; trap 'exit 0' QUIT; ${ready}; while :; do sleep 0.05; done`,
      { stopTimeoutMs: 50 },
    );
    await server.stop();

    expect(() => process.kill(server.pid, 0)).toThrow('ESRCH');
  });
});
