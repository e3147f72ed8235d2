/** node tools/build.cjs [app…]: builds the apps whose sources have changed since they were built. */
'use strict';
const { spawn } = require('node:child_process');
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

/** Everything a build depends on. */
const inputs = ['apps', 'libs', 'nest-cli.json', 'tsconfig.json', 'package-lock.json'];
const isTest = /\.(spec|contract)\.ts$/;

async function buildWhatChanged(root, apps) {
  const fingerprint = fingerprintOf(root);
  const stale = apps.filter((app) => !isFresh(root, app, fingerprint));
  if (stale.length === 0) return;
  const started = Date.now();
  console.error(`Building ${stale.join(' and ')} …`);
  await Promise.all(stale.map((app) => build(root, app)));
  for (const app of stale) writeFileSync(stampPath(root, app), fingerprint);
  console.error(`… built in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}

function isFresh(root, app, fingerprint) {
  try {
    return readFileSync(stampPath(root, app), 'utf8') === fingerprint && existsSync(mainOf(root, app));
  } catch {
    return false;
  }
}

function build(root, app) {
  mkdirSync(join(root, 'dist'), { recursive: true });
  const nest = join(root, 'node_modules/@nestjs/cli/bin/nest.js');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [nest, 'build', app], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let complaint = '';
    for (const output of [child.stdout, child.stderr]) output.on('data', (text) => (complaint += text));
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(failure(app, complaint))));
  });
}

const failure = (app, complaint) =>
  Object.assign(new Error(`${complaint}\nnest build ${app} failed; what the compiler says stands above.`), {
    isBuildFailure: true,
  });

/** Changes with every source's name, size or time: some milliseconds instead of a compiler's start. */
function fingerprintOf(root) {
  const hash = createHash('sha256');
  for (const input of inputs) addTo(hash, join(root, input));
  return hash.digest('hex');
}

function addTo(hash, path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) {
    hash.update(`${path} ${stats.size} ${stats.mtimeMs}\n`);
    return;
  }
  for (const name of readdirSync(path).sort()) if (!isTest.test(name)) addTo(hash, join(path, name));
}

const stampPath = (root, app) => join(root, 'dist', `${app}.stamp`);
const mainOf = (root, app) => join(root, 'dist/apps', app, 'src/main.js');

module.exports = { buildWhatChanged };

if (require.main === module) {
  const apps = process.argv.slice(2);
  buildWhatChanged(join(__dirname, '..'), apps.length > 0 ? apps : ['api', 'sandbox']).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
