/**
 * node tools/start.cjs [api|sandbox]: builds what has changed since the last build, then becomes the app, in this very
 * process, so that signals reach it and nothing is left behind.
 */
'use strict';
const { join } = require('node:path');
const { enableCompileCache } = require('node:module');
const { pathToFileURL } = require('node:url');
const { buildWhatChanged } = require('./build.cjs');
const { watchParent } = require('./bootstrap/watch-parent.cjs');

const root = join(__dirname, '..');

async function start(app = 'api') {
  watchParent(() => process.kill(process.pid, 'SIGTERM'));
  await buildWhatChanged(root, app === 'api' ? ['api', 'sandbox'] : [app]);
  enableCompileCache(join(root, '.cache/node'));
  process.setSourceMapsEnabled(true);
  const main = join(root, 'dist/apps', app, 'src/main.js');
  // As if it had been started by name; a cluster forks what stands here.
  process.argv.splice(1, process.argv.length - 1, main);
  await import(pathToFileURL(main).href);
}

start(...process.argv.slice(2)).catch((error) => {
  console.error(error.isBuildFailure ? `\n${error.message}\n` : error);
  process.exitCode = 1;
});
