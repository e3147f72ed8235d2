import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestSandbox } from '../testing.js';

const PACKAGES = [
  [
    'breaker',
    '{"repository":"someone/breaker"}',
    '# Opening\n\nThe breaker opens after five failures in a row.\n\n## Trials\n\nThree probes (n < 4 & n > 0) go through after a while.\n',
  ],
  [
    'fuse',
    '{"homepage":"https://docs.example.com/fuse"}',
    '# Fuse\n\nA fuse is a breaker that opens once and never closes again.\n',
  ],
] as const;

/** A sandbox whose corpus has a file on github.com and one on docs.example.com. */
export async function startWithTwoPackages(): Promise<{ sandbox: TestSandbox; stop: () => Promise<void> }> {
  const nodeModules = await mkdtemp(join(tmpdir(), 'corpus-'));
  for (const [name, manifest, readme] of PACKAGES) {
    await mkdir(join(nodeModules, name));
    await writeFile(join(nodeModules, name, 'package.json'), manifest);
    await writeFile(join(nodeModules, name, 'README.md'), readme);
  }
  const sandbox = await TestSandbox.start({ nodeModules });
  const stop = async (): Promise<void> => {
    await sandbox.stop();
    await rm(nodeModules, { recursive: true });
  };
  return { sandbox, stop };
}

export const README = 'https://github.com/someone/breaker/blob/HEAD/README.md';
export const FUSE = 'https://docs.example.com/fuse';
