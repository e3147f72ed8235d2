import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../errors/app-error.js';
import { spawnChild } from './spawn-child.js';

describe(spawnChild.name, () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spawn-child-'));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function scriptOf(source: string): Promise<string> {
    const path = join(folder, `${source.length}.mjs`);
    await writeFile(path, source);
    return path;
  }

  it('waits for the first message and stops on request', async () => {
    const entry = await scriptOf(`process.send({ word: process.env.WORD }); setInterval(() => {}, 1000);`);
    const child = await spawnChild({ entry, name: 'sandbox', env: { WORD: 'hello' } });

    expect(child.greeting).toEqual({ word: 'hello' });
    expect(await child.stop()).toMatchObject({ signal: 'SIGTERM' });
    expect(() => process.kill(child.pid, 0)).toThrow('ESRCH');
  });

  it('reports the last words of a child that ends before it is ready', async () => {
    const entry = await scriptOf(`console.error('the port is taken'); process.exit(3);`);
    const failure = spawnChild({ entry, name: 'sandbox', env: {} });

    await expect(failure).rejects.toThrow('The sandbox ended before it was ready: the port is taken');
    await expect(failure).rejects.toBeInstanceOf(AppError);
  });

  it('gives up on a child that says nothing', async () => {
    const entry = await scriptOf(`setInterval(() => {}, 100_000);`);

    await expect(spawnChild({ entry, name: 'sandbox', env: {}, readyWithinMs: 100 })).rejects.toThrow(
      'The sandbox was not ready within 100 ms',
    );
  });

  it('tells of a child that ends later', async () => {
    const entry = await scriptOf(`process.send('ready'); setTimeout(() => process.exit(4), 20);`);
    const child = await spawnChild({ entry, name: 'sandbox', env: {} });

    expect(await child.ended).toMatchObject({ code: 4, signal: null });
  });

  it('hears the last words of a grandchild that outlives the child', async () => {
    // Its input ends with the child.
    const late = `console.log('up'); process.stdin.resume().on('end', () => console.error('I was late'))`;
    const entry = await scriptOf(
      `import { spawn } from 'node:child_process';
      const own = spawn(process.execPath, ['-e', ${JSON.stringify(late)}], { stdio: ['pipe', 'pipe', 'inherit'] });
      own.stdout.once('data', () => process.send('ready', () => process.exit(0)));`,
    );
    const child = await spawnChild({ entry, name: 'sandbox', env: {} });

    expect(await child.ended).toEqual({ code: 0, signal: null, stderr: 'I was late' });
  });

  it('leaves no child behind when the parent is gone', async () => {
    const entry = await scriptOf(
      `process.send('ready'); process.on('SIGTERM', () => {}); setInterval(() => {}, 900);`,
    );
    const child = await spawnChild({ entry, name: 'sandbox', env: {} });
    // What the system does for a parent that was killed: the channel closes.
    child.disconnect();

    expect(await child.ended).toMatchObject({ code: 1 });
  });

  it('reports a child that cannot be started at all', async () => {
    const entry = join(folder, 'missing.mjs');

    await expect(spawnChild({ entry, name: 'sandbox', env: {} })).rejects.toThrow('Cannot find module');
  });
});
