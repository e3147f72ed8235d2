'use strict';
const { spawnSync } = require('node:child_process');
const { Unable } = require('./unable.cjs');

/** Runs npm on the given Node.js, quietly: only its errors are seen. Install scripts never run. */
exports.npm = function npm(node, words, folder) {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
  const started = Date.now();
  const { status, error } = spawnNpm(node, [...words, ...quiet], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NO_UPDATE_NOTIFIER: '1' },
  });
  if (status !== 0) throw npmFailed(words, folder, error);
  console.error(`… done in ${Math.round((Date.now() - started) / 1000)} s.`);
};

function spawnNpm(node, words, options) {
  // The npm that runs us, unless somebody else does (make, yarn, a person).
  const cli = process.env.npm_execpath;
  if (cli && cli.endsWith('npm-cli.js')) return spawnSync(node, [cli, ...words], options);
  return spawnSync('npm', words, { ...options, shell: process.platform === 'win32' });
}

const npmFailed = (words, folder, error) =>
  new Unable(
    `npm ${words[0]} failed in ${folder}${error ? ` (${error.message})` : ''}; see above. ` +
      'Is the package registry reachable, or a proxy set (npm config get registry proxy)? ' +
      'Nothing is half done: the same command may simply be given again.',
  );

exports.npmFailed = npmFailed;
