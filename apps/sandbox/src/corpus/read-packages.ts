import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PackageManifest, publicUrlOf } from './public-url.js';

/** A markdown file of a package, with the way to its public address. */
export interface MarkdownFile {
  readonly package: string;
  readonly url: (anchor: string) => string;
  readonly markdown: string;
}

const MARKDOWN = /\.(?:md|markdown)$/i;
const README = /^readme\.(?:md|markdown)$/i;
const DOCS_FOLDER = /^docs?$/i;
const NOT_DOCS =
  /change|history|licen[cs]e|contribut|conduct|security|notice|governance|release|upgrade|migrat/i;
const MOST_DOCS = 80;
const DOCS_DEPTH = 3;
/** Packages read while the one before is indexed. */
const READ_AHEAD = 8;
/** What is longer is cut here, bytes. */
const LARGEST_FILE = 200_000;

/** The README and docs of the packages directly in a `node_modules`, package by package, in the order of their names. */
export async function* readPackages(nodeModules: string): AsyncGenerator<MarkdownFile> {
  const names = await packageNames(nodeModules);
  const ahead: Promise<MarkdownFile[]>[] = [];
  for (let next = 0; next < names.length || ahead.length > 0;) {
    while (next < names.length && ahead.length < READ_AHEAD)
      ahead.push(readPackage(nodeModules, names[next++] as string));
    yield* await (ahead.shift() as Promise<MarkdownFile[]>);
  }
}

/** Type packages hold nothing to read. */
async function packageNames(nodeModules: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of (await readdir(nodeModules)).sort()) {
    if (entry.startsWith('.') || entry === '@types') continue;
    if (!entry.startsWith('@')) names.push(entry);
    else for (const scoped of (await list(join(nodeModules, entry))).sort()) names.push(`${entry}/${scoped}`);
  }
  return names;
}

async function readPackage(nodeModules: string, name: string): Promise<MarkdownFile[]> {
  const folder = join(nodeModules, name);
  const entries = await list(folder);
  const readme = entries.find((entry) => README.test(entry));
  const docs = entries.find((entry) => DOCS_FOLDER.test(entry));
  if (!readme && !docs) return [];
  const paths = [...(readme ? [readme] : []), ...(docs ? await markdownBelow(folder, docs, DOCS_DEPTH) : [])];
  const url = publicUrlOf(await manifestOf(folder), name);
  const read = async (path: string): Promise<MarkdownFile> => ({
    package: name,
    url: (anchor) => url(path, anchor),
    markdown: await readStart(join(folder, path)),
  });
  // A file that cannot be read is as good as none.
  const files = await Promise.allSettled(paths.slice(0, MOST_DOCS).map(read));
  return files.flatMap((file) => (file.status === 'fulfilled' ? [file.value] : []));
}

async function markdownBelow(folder: string, path: string, depth: number): Promise<string[]> {
  const found: string[] = [];
  const entries = await readdir(join(folder, path), { withFileTypes: true }).catch(() => []);
  for (const entry of entries.sort((left, right) => (left.name < right.name ? -1 : 1))) {
    const below = `${path}/${entry.name}`;
    if (entry.isDirectory() && depth > 1) found.push(...(await markdownBelow(folder, below, depth - 1)));
    else if (entry.isFile() && MARKDOWN.test(entry.name) && !NOT_DOCS.test(entry.name)) found.push(below);
  }
  return found;
}

async function manifestOf(folder: string): Promise<PackageManifest> {
  try {
    return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as PackageManifest;
  } catch {
    return {};
  }
}

async function readStart(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(Math.min(size, LARGEST_FILE)), 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

const list = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
