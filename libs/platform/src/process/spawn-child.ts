import { fork, type ChildProcess } from 'node:child_process';
import { AppError } from '../errors/app-error.js';

export interface ChildOptions {
  /** The JavaScript file it runs. */
  readonly entry: string;
  /** What we call it in messages. */
  readonly name: string;
  /** Its whole environment: what is not here it does not get. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How long its first message may take, milliseconds. */
  readonly readyWithinMs?: number;
}

export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last of what it said on standard error. */
  readonly stderr: string;
}

export interface RunningChild {
  readonly pid: number;
  /** Its first message: what it says when it is ready. */
  readonly greeting: unknown;
  /** Resolves when it ends, wanted or not. It is not started again. */
  readonly ended: Promise<ChildEnd>;
  /** Closes the channel to it, as our own end would. */
  disconnect(): void;
  /** SIGTERM, and SIGKILL when that does not help; resolves when it has ended. */
  stop(): Promise<ChildEnd>;
}

const readyWithinMs = 15_000;
const stopWithinMs = 5_000;
// Only where somebody else holds the pipe; on a busy machine he takes his time.
const lastWordsMs = 1_000;
const keptCharacters = 4_096;
// The channel closes when we end, however we end; a child that does not listen for that hears it through this.
const endsWithParent = `data:text/javascript,process.once('disconnect', () => {
  setTimeout(() => process.exit(1), 2000).unref();
  process.kill(process.pid, 'SIGTERM');
})`;

/** Starts a script of ours in a process of its own and waits for its first message. Throws AppError with its last words. */
export async function spawnChild(options: ChildOptions): Promise<RunningChild> {
  const child = fork(options.entry, [], {
    env: options.env,
    execArgv: ['--enable-source-maps', '--import', endsWithParent],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    // Not of our terminal's group: on Ctrl-C we stop it ourselves, when nobody needs it any more.
    detached: true,
  });
  const ended = watchEnd(child);
  const greeting = await firstMessage(child, ended, options);
  return {
    pid: child.pid ?? 0,
    greeting,
    ended,
    disconnect: () => child.disconnect(),
    stop: () => stop(child, ended),
  };
}

function watchEnd(child: ChildProcess): Promise<ChildEnd> {
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-keptCharacters);
    process.stderr.write(text);
  });
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      // Not `close`, which never comes where the channel was closed first or a grandchild holds the pipe.
      void lastWords(child).then(() => resolve({ code, signal, stderr: stderr.trim() }));
    });
    child.once('error', (error) => resolve({ code: null, signal: null, stderr: error.message }));
  });
}

/** Resolves when the pipe is read to its end, or soon. */
function lastWords({ stderr }: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (!stderr || stderr.readableEnded) return resolve();
    const timer = setTimeout(resolve, lastWordsMs);
    stderr.once('end', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

async function firstMessage(
  child: ChildProcess,
  ended: Promise<ChildEnd>,
  options: ChildOptions,
): Promise<unknown> {
  const limitMs = options.readyWithinMs ?? readyWithinMs;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      new Promise((resolve) => child.once('message', resolve)),
      ended.then((end) => {
        throw failure(options.name, `ended before it was ready: ${end.stderr || `exit code ${end.code}`}`);
      }),
      new Promise((_resolve, reject) => {
        timer = setTimeout(() => {
          child.kill('SIGKILL');
          reject(failure(options.name, `was not ready within ${limitMs} ms`));
        }, limitMs);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}

const failure = (name: string, reason: string): AppError =>
  new AppError('service-unavailable', 'child-process-failed', `The ${name} ${reason}`);

async function stop(child: ChildProcess, ended: Promise<ChildEnd>): Promise<ChildEnd> {
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  const end = await ended;
  clearTimeout(impatience);
  return end;
}
