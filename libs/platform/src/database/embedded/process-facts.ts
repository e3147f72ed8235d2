import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface ProcessFacts {
  readonly parentPid: number;
  /** The words it was started with, joined by spaces. */
  readonly command: string;
}

/** What the system tells about a process; null: there is none, or it has ended and waits to be reaped. */
export async function readProcessFacts(pid: number, procFolder = '/proc'): Promise<ProcessFacts | null> {
  if (!isAlive(pid)) return null;
  try {
    const [stat, command] = await Promise.all([
      readFile(`${procFolder}/${pid}/stat`, 'utf8'),
      readFile(`${procFolder}/${pid}/cmdline`, 'utf8'),
    ]);
    return factsOfStat(stat, command);
  } catch {
    return factsOfPs(pid);
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function factsOfStat(stat: string, command: string): ProcessFacts | null {
  // `pid (name) state ppid …`, and the name may itself hold brackets and spaces.
  const [state, parentPid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === 'Z' || parentPid === undefined) return null;
  return { parentPid: Number(parentPid), command: command.replaceAll('\0', ' ').trim() };
}

async function factsOfPs(pid: number): Promise<ProcessFacts | null> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'ppid=,stat=,command=', '-p', String(pid)]);
    const [, parentPid, state, command] = /^\s*(\d+)\s+(\S+)\s+(.*)$/m.exec(stdout) ?? [];
    if (parentPid === undefined || command === undefined || state?.startsWith('Z')) return null;
    return { parentPid: Number(parentPid), command };
  } catch {
    return null;
  }
}
