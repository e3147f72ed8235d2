import { spawn, type ChildProcess } from 'node:child_process';

// Reads a pipe whose other end only the service holds. Its end is the service's end, however it came.
const watch = `process.stdin.resume().on('end', () => {
  try { process.kill(Number(process.argv[1]), 'SIGINT'); } catch {}
});`;

/** Ends the process with us where the system has no way to ask for that (macOS). Costs one small process. */
export function watchParent(pid: number, ended: Promise<void>): ChildProcess {
  const watchdog = spawn(process.execPath, ['-e', watch, String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watchdog.unref();
  (watchdog.stdin as unknown as { unref?: () => void }).unref?.();
  void ended.then(() => watchdog.kill('SIGKILL'));
  return watchdog;
}
