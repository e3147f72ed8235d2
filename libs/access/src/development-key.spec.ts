import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { developmentKey } from './development-key.js';

describe(developmentKey.name, () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'development-key-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('makes a key on the first start and finds it on the next', async () => {
    const key = await developmentKey(join(folder, 'data'));
    expect(key).toMatch(/^cbk_dev_[\w-]{43}$/);
    expect(await developmentKey(join(folder, 'data'))).toBe(key);
  });

  it('keeps the key from other users of the machine', async () => {
    await developmentKey(folder);
    expect((await stat(join(folder, 'development-api-key'))).mode & 0o777).toBe(0o600);
  });

  it('never writes over a file that holds something else', async () => {
    const path = join(folder, 'development-api-key');
    await writeFile(path, 'mine');
    await expect(developmentKey(folder)).rejects.toThrow('delete it and start again');
    expect(await readFile(path, 'utf8')).toBe('mine');
  });

  it('passes on what the file system refuses', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(developmentKey(join(folder, 'file'))).rejects.toThrow('EEXIST');
  });
});
