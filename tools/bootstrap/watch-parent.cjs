'use strict';
const { readFileSync } = require('node:fs');

const everyMs = 500;

/**
 * Calls back once when the npm (or the bootstrap) that started us is gone without a word, as after kill -9.
 * Somebody else's child is left alone: to outlive a shell is what nohup is for.
 */
exports.watchParent = function watchParent(onGone) {
  const parent = process.ppid;
  const grandparent = parentOf(parent);
  if (!process.env.npm_lifecycle_event && process.env.BOOTSTRAP_PID !== String(parent)) return;
  // Between npm and us there may be a shell, which outlives npm and tells us nothing.
  const behindShell = isShell(parent) && grandparent !== null;
  const timer = setInterval(() => {
    if (process.ppid === parent && !(behindShell && parentOf(parent) !== grandparent)) return;
    clearInterval(timer);
    onGone();
  }, everyMs);
  timer.unref();
};

function isShell(pid) {
  try {
    return /^(sh|dash|bash|ash|zsh)$/.test(readFileSync(`/proc/${pid}/comm`, 'utf8').trim());
  } catch {
    return false;
  }
}

/** Null where the system has no /proc. */
function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}
