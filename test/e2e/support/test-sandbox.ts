import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Corpus } from '../../../apps/sandbox/src/corpus/corpus.js';
import { findNodeModules } from '../../../apps/sandbox/src/corpus/find-node-modules.js';
import { type Sandbox, startSandbox } from '../../../apps/sandbox/src/sandbox-server.js';

/** What the questions are about, and some that are found besides. All that is installed would take four times as long. */
const PACKAGES = ['@nestjs/common', 'cockatiel', 'express', 'minisearch', 'openai', 'pino', 'undici'];

let corpus: Promise<Corpus> | undefined;

/**
 * A sandbox whose search index is built: behind the tests, its building would make searches wait and the event loop
 * so late on a busy machine that the service refuses work. All sandboxes of a file share it.
 */
export async function startTestSandbox(): Promise<Sandbox> {
  corpus ??= buildCorpus();
  return startSandbox({ port: 0, corpus: await corpus });
}

async function buildCorpus(): Promise<Corpus> {
  const folder = await mkdtemp(join(tmpdir(), 'corpus-'));
  const installed = findNodeModules(__dirname);
  for (const name of PACKAGES) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await symlink(join(installed, name), join(folder, name), 'dir');
  }
  try {
    return await Corpus.build(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
