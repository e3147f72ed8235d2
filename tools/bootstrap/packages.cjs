'use strict';
const { createHash } = require('node:crypto');
const {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} = require('node:fs');
const { join } = require('node:path');
const { npm } = require('./npm.cjs');
const { withLock } = require('./lock.cjs');

/** Sees to it that node_modules is what package-lock.json says. What somebody installed by hand and fits, stays. */
exports.ensurePackages = function ensurePackages(root, runtime) {
  if (!isInstalled(root)) withLock(root, () => isInstalled(root) || install(root, runtime));
  if (runtime.folder) linkNode(root, runtime);
};

function install(root, runtime) {
  console.error('Installing the packages, once …');
  npm(runtime.node, ['ci', '--include=dev', '--include=optional'], root);
  writeStamp(root);
}

/** A stamp answers at once; without one (npm ci by hand, a new lockfile) the two lockfiles are compared. */
function isInstalled(root) {
  try {
    if (readFileSync(stampPath(root), 'utf8') === stampOf(root)) return true;
  } catch {
    if (!existsSync(hiddenLock(root))) return false;
  }
  if (!agrees(readPackages(join(root, 'package-lock.json')), readPackages(hiddenLock(root)))) return false;
  writeStamp(root);
  return true;
}

/** npm writes `.package-lock.json` last, and leaves out what is for other platforms: that is marked optional. */
function agrees(wanted, installed) {
  const names = Object.keys(wanted).filter((name) => name !== '' && !wanted[name].link);
  return names.every((name) => {
    const found = installed[name];
    return found ? found.version === wanted[name].version : wanted[name].optional || wanted[name].devOptional;
  });
}

/** Every later `npm run` finds this `node` before the old one. */
function linkNode(root, { node }) {
  const link = join(root, 'node_modules/.bin', process.platform === 'win32' ? 'node.exe' : 'node');
  try {
    if (existsSync(link)) return;
    rmSync(link, { force: true });
    mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
    symlinkSync(node, link);
  } catch {
    // Only a convenience (Windows may forbid links): the command at hand has its PATH.
  }
}

const hiddenLock = (root) => join(root, 'node_modules/.package-lock.json');
const stampPath = (root) => join(root, 'node_modules/.stamp');
const readPackages = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;

function stampOf(root) {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  return `${lock} ${statSync(hiddenLock(root)).mtimeMs}`;
}

function writeStamp(root) {
  try {
    writeFileSync(stampPath(root), stampOf(root));
  } catch {
    // A node_modules that may not be written works as well, only a little slower.
  }
}
