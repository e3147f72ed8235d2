import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, readProcessFacts } from './process-facts.js';

const nobodyHasThisPid = 2 ** 22 + 1;

describe(readProcessFacts.name, () => {
  let proc: string;

  beforeAll(async () => {
    proc = await mkdtemp(join(tmpdir(), 'proc-'));
    await mkdir(join(proc, String(process.pid)));
  });

  afterAll(() => rm(proc, { recursive: true, force: true }));

  async function pretend(stat: string, command: string): Promise<void> {
    await writeFile(join(proc, String(process.pid), 'stat'), stat);
    await writeFile(join(proc, String(process.pid), 'cmdline'), command);
  }

  it('reads parent and command of a process whose name has brackets and spaces', async () => {
    await pretend(`${process.pid} (odd) name) S 42 1 1`, 'postgres\0-D\0/data\0');

    expect(await readProcessFacts(process.pid, { procFolder: proc, ps: 'ps' })).toEqual({
      parentPid: 42,
      command: 'postgres -D /data',
    });
  });

  it('takes a process that only waits to be reaped for ended', async () => {
    await pretend(`${process.pid} (postgres) Z 42 1 1`, '');

    expect(await readProcessFacts(process.pid, { procFolder: proc, ps: 'ps' })).toBe('ended');
  });

  it('asks ps where there is no /proc', async () => {
    expect(await readProcessFacts(process.pid, { procFolder: '/nowhere', ps: 'ps' })).toMatchObject({
      parentPid: process.ppid,
    });
  });

  it('says that it does not know where there is no ps either', async () => {
    const nothing = { procFolder: '/nowhere', ps: '/nowhere/ps' };

    expect(await readProcessFacts(process.pid, nothing)).toBe('unknown');
  });

  it('knows that there is no such process', async () => {
    expect(await readProcessFacts(nobodyHasThisPid)).toBe('ended');
  });
});

describe(isAlive.name, () => {
  it('counts a process of somebody else', () => {
    const kill = jest.spyOn(process, 'kill').mockImplementation(() => {
      throw Object.assign(new Error('not permitted'), { code: 'EPERM' });
    });
    expect(isAlive(1)).toBe(true);
    kill.mockRestore();
  });
});
