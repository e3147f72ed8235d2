import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearPostmasterLock, inUse, nameOfService, readPostmasterFile } from './postmaster-lock.js';

const nobodyHasThisPid = 2 ** 22 + 1;

describe(clearPostmasterLock.name, () => {
  let data: string;
  let server: ChildProcess | undefined;

  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'lock-'));
  });

  afterEach(async () => {
    server?.kill('SIGKILL');
    server = undefined;
    await rm(data, { recursive: true, force: true });
  });

  const lockedBy = (pid: number): Promise<void> =>
    writeFile(join(data, 'postmaster.pid'), `${pid}\n${data}\n1\n5432\n\n127.0.0.1\n1\nready   \n`);

  /** Something that looks like a server in a list of processes. */
  async function pretendServer(words: readonly string[], onInterrupt: string): Promise<number> {
    const script = `process.on('SIGINT', () => { ${onInterrupt} }); setInterval(() => {}, 1000); console.log('up');`;
    server = spawn(process.execPath, ['-e', script, '--', ...words], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => server?.stdout?.once('data', resolve));
    return server.pid ?? 0;
  }

  it('has nothing to do where nobody has started', async () => {
    await expect(clearPostmasterLock(data)).resolves.toBeUndefined();
  });

  it('removes the lock of a process that is gone', async () => {
    await lockedBy(nobodyHasThisPid);
    await clearPostmasterLock(data);

    expect(await readPostmasterFile(data)).toBeNull();
  });

  it('removes a lock whose number is somebody else by now', async () => {
    await lockedBy(process.pid);
    await clearPostmasterLock(data);

    expect(await readPostmasterFile(data)).toBeNull();
  });

  it('never takes the data from a service that lives', async () => {
    const pid = await pretendServer(['-D', data, nameOfService(process.pid)], '');
    await lockedBy(pid);

    await expect(clearPostmasterLock(data)).rejects.toMatchObject({
      code: 'database-data-dir-in-use',
      message: expect.stringContaining(`The service of process ${process.pid} already uses`) as string,
    });
  });

  it('asks a server that its service left behind to go', async () => {
    const pid = await pretendServer(['-D', data, nameOfService(nobodyHasThisPid)], 'process.exit()');
    await lockedBy(pid);
    await clearPostmasterLock(data);

    expect(await readPostmasterFile(data)).toBeNull();
  });

  it('says which server does not go', async () => {
    const pid = await pretendServer(['-D', data, nameOfService(nobodyHasThisPid)], '');
    await lockedBy(pid);

    await expect(clearPostmasterLock(data, 100)).rejects.toThrow(`(process ${pid}) does not end`);
  });

  it('leaves the question to PostgreSQL where the system does not tell', async () => {
    await lockedBy(process.pid);
    await clearPostmasterLock(data, 100, () => Promise.resolve('unknown'));

    expect(await readPostmasterFile(data)).toEqual({ pid: process.pid, ready: true });
  });
});

describe(inUse.name, () => {
  it('does not pretend to know the holder', () => {
    expect(inUse('/data', null, 7).message).toContain('Another process already uses /data');
  });
});
