'use strict';
const { mkdirSync, openSync, closeSync, readFileSync, rmSync, writeSync } = require('node:fs');
const { join } = require('node:path');

/** Does the work while no other bootstrap of this folder does. A lock whose owner is dead is taken over. */
exports.withLock = function withLock(root, work) {
  const folder = join(root, '.cache');
  const path = join(folder, 'bootstrap.lock');
  mkdirSync(folder, { recursive: true });
  for (let told = false; !take(path); told = true) {
    if (!told) console.error('Another start is installing; waiting for it …');
    pause(200);
  }
  const release = () => rmSync(path, { force: true });
  process.once('exit', release);
  try {
    return work();
  } finally {
    release();
    process.removeListener('exit', release);
  }
};

function take(path) {
  try {
    const file = openSync(path, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isHeld(path)) rmSync(path, { force: true });
    return false;
  }
}

function isHeld(path) {
  try {
    const pid = readFileSync(path, 'utf8');
    return pid === '' || process.kill(Number(pid), 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
