/**
 * node tools/check-clean-install.cjs [--full]: would `npm ci` work in a fresh clone?
 *
 * `npm install` here may leave a lockfile without other platforms' packages and say nothing; `npm ci` elsewhere then
 * fails. Its dry run in an empty folder finds that in a second; `--full` installs for real and so reads every tarball.
 */
'use strict';
const { spawnSync } = require('node:child_process');
const { copyFileSync, mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const root = join(__dirname, '..');
const words = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
if (!process.argv.includes('--full')) words.push('--dry-run');

function installs(source) {
  const folder = mkdtempSync(join(tmpdir(), 'clean-install-'));
  try {
    for (const name of ['package.json', 'package-lock.json'])
      copyFileSync(join(source, name), join(folder, name));
    const { status } = spawnSync('npm', words, {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    });
    return status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const broken = [root, join(root, 'tools/node')].filter((source) => !installs(source));
for (const source of broken) {
  console.error(
    `npm ci fails with ${source}/package-lock.json: correct package.json, run npm install there, check again.`,
  );
}
if (broken.length === 0) console.log('npm ci works in a clean folder, for the project and for tools/node.');
process.exitCode = broken.length === 0 ? 0 : 1;
