import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The nearest `node_modules` at or above a folder that has our search library in it; works from `src` and from `dist`. */
export function findNodeModules(from: string): string {
  const candidate = join(from, 'node_modules');
  if (existsSync(join(candidate, 'minisearch'))) return candidate;
  if (from === dirname(from))
    throw new Error('no node_modules with minisearch above the sandbox: run npm ci');
  return findNodeModules(dirname(from));
}
