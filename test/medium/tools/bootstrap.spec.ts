import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = join(__dirname, '../../..');

// Real: the bootstrap as npm calls it, on the Node.js that runs this.
describe('tools/bootstrap.cjs', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bootstrap-'));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['script.cjs', 'console.log(require.main === module, process.argv[2])'],
    ['script.mjs', 'await null; console.log(true, process.argv[2])'],
  ])('must not run %s as anything but the main module, with its words', async (name, source) => {
    await writeFile(join(folder, name), source);
    const script = relative(ROOT, join(folder, name));
    const { stdout } = await run(process.execPath, ['tools/bootstrap.cjs', 'node', script, 'word'], {
      cwd: ROOT,
    });
    expect(stdout.trim()).toBe('true word');
  });
});
