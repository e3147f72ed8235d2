import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';

/** For the environment of a child of ours: what this process keeps compiled, it need not compile again. */
export function compileCache(folder = getCompileCacheDir()): Record<string, string> {
  // Node names the folder of its own version, inside the one it was given.
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) };
}
