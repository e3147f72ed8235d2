/**
 * node tools/bootstrap.cjs [command…]: makes a fresh clone able to run the command, then runs it.
 *
 * Runs on any Node.js from 16 on and needs no package. Where Node.js is too old for us it brings a pinned one
 * (tools/node, its own lockfile); where node_modules is missing or not what package-lock.json says, it installs.
 * On a machine that has everything it costs a few milliseconds and prints nothing.
 */
'use strict';
const { existsSync } = require('node:fs');
const Module = require('node:module');
const { join, delimiter } = require('node:path');
const { ensurePackages } = require('./bootstrap/packages.cjs');
const { ensureRuntime } = require('./bootstrap/runtime.cjs');
const { runCommand } = require('./bootstrap/run-command.cjs');
const { Unable } = require('./bootstrap/unable.cjs');

const root = join(__dirname, '..');

function main(command) {
  const runtime = ensureRuntime(root);
  ensurePackages(root, runtime);
  const folders = [join(root, 'node_modules/.bin'), process.env.PATH];
  if (runtime.folder) folders.unshift(runtime.folder);
  process.env.PATH = folders.join(delimiter);
  if (command.length === 0) return;
  // The right Node.js already: a script of ours needs no process of its own.
  const [program, script, ...words] = command;
  if (!runtime.folder && program === 'node' && script && existsSync(script))
    runHere(join(process.cwd(), script), words);
  else runCommand(command);
}

/** As the main module, which `require` would not make it: a script that asks whether it is one would do nothing. */
function runHere(script, words) {
  process.argv = [process.execPath, script, ...words];
  Module.runMain();
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Unable)) throw error;
  console.error(`\n${error.message}\n`);
  process.exitCode = 1;
}
