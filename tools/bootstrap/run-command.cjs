'use strict';
const { spawn } = require('node:child_process');
const { constants } = require('node:os');
const { watchParent } = require('./watch-parent.cjs');

/** Runs the command in our place: its output, its signals, its exit code. */
exports.runCommand = function runCommand([program, ...words]) {
  const child = spawn(program, words, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, BOOTSTRAP_PID: String(process.pid) },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => pass(child, signal));
  watchParent(() => child.kill('SIGTERM'));
  child.once('error', (error) => {
    console.error(`${program} cannot be run: ${error.message}`);
    process.exit(127);
  });
  child.once('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
};

function pass(child, signal) {
  // A terminal sends Ctrl-C to the child itself.
  if (signal === 'SIGINT' && process.stdin.isTTY) return;
  child.kill(signal);
}
