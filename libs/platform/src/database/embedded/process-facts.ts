import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface ProcessFacts {
  readonly parentPid: number;
  /** The words it was started with, joined by spaces. */
  readonly command: string;
}

const ofThisSystem = { procFolder: '/proc', ps: 'ps' };

/**
 * What the system tells about a process. `ended`: there is none, or only its exit code waits to be fetched;
 * `unknown`: something lives there, and there is neither /proc nor `ps` to tell what.
 */
export async function readProcessFacts(
  pid: number,
  { procFolder, ps } = ofThisSystem,
): Promise<ProcessFacts | 'ended' | 'unknown'> {
  if (!isAlive(pid)) return 'ended';
  try {
    const [stat, command] = await Promise.all([
      readFile(`${procFolder}/${pid}/stat`, 'utf8'),
      readFile(`${procFolder}/${pid}/cmdline`, 'utf8'),
    ]);
    return factsOfStat(stat, command);
  } catch {
    return factsOfPs(ps, pid);
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

function factsOfStat(stat: string, command: string): ProcessFacts | 'ended' {
  // `pid (name) state ppid …`, and the name may itself hold brackets and spaces.
  const [state, parentPid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === 'Z') return 'ended';
  return { parentPid: Number(parentPid), command: command.replaceAll('\0', ' ').trim() };
}

async function factsOfPs(ps: string, pid: number): Promise<ProcessFacts | 'ended' | 'unknown'> {
  try {
    const { stdout } = await promisify(execFile)(ps, ['-o', 'ppid=,stat=,command=', '-p', String(pid)]);
    const [, parentPid, state, command] = /^\s*(\d+)\s+(\S+)\s+(.*)$/m.exec(stdout) ?? [];
    if (command === undefined || state?.startsWith('Z')) return 'ended';
    return { parentPid: Number(parentPid), command };
  } catch {
    return isAlive(pid) ? 'unknown' : 'ended';
  }
}
