import { Corpus } from '../../../apps/sandbox/src/corpus/corpus.js';
import { findNodeModules } from '../../../apps/sandbox/src/corpus/find-node-modules.js';
import { type Sandbox, startSandbox } from '../../../apps/sandbox/src/sandbox-server.js';

let corpus: Promise<Corpus> | undefined;

/**
 * A sandbox whose search index is built: behind the tests, its building would make searches wait and the event loop
 * so late on a busy machine that the service refuses work. All sandboxes of a file share it.
 */
export async function startTestSandbox(): Promise<Sandbox> {
  corpus ??= Corpus.build(findNodeModules(__dirname));
  return startSandbox({ port: 0, corpus: await corpus });
}
