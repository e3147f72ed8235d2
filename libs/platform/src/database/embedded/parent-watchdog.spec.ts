import { spawn } from 'node:child_process';
import { watchParent } from './parent-watchdog.js';

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe(watchParent.name, () => {
  it('ends the process when the pipe to us closes', async () => {
    const server = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
    const watchdog = watchParent(server.pid ?? 0, new Promise(() => {}));
    watchdog.stdin?.end();

    await ended;
    expect(server.signalCode).toBe('SIGINT');
  });

  it('goes when there is nothing left to watch', async () => {
    const watchdog = watchParent(process.pid, wait(10));
    const code = await new Promise((resolve) => watchdog.once('exit', (_code, signal) => resolve(signal)));

    expect(code).toBe('SIGKILL');
  });
});
