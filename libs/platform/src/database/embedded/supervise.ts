import type { Clock } from '../../time/clock.js';
import type { Postmaster } from './postmaster.js';

export interface Supervised {
  /** Changes when the server died and was started anew. */
  readonly pid: number;
  stop(): Promise<void>;
}

const shortestPauseMs = 100;
const longestPauseMs = 5_000;

/** Starts a server that died (out of memory, killed) again, after ever longer pauses, until it is told to stop. */
export function supervise(first: Postmaster, start: () => Promise<Postmaster>, clock: Clock): Supervised {
  let postmaster = first;
  const stopping = new AbortController();
  const watch = async (): Promise<void> => {
    let pauseMs = shortestPauseMs;
    while (!stopping.signal.aborted) {
      await postmaster.ended;
      await clock.sleep(pauseMs, stopping.signal);
      const revived = await start().catch(() => null);
      postmaster = revived ?? postmaster;
      pauseMs = revived ? shortestPauseMs : Math.min(pauseMs * 2, longestPauseMs);
    }
    // Told to stop while this one came up.
    await postmaster.stop();
  };
  const watching = watch().catch(() => undefined); // The abort of a pause; nothing else is thrown.
  return {
    get pid() {
      return postmaster.pid;
    },
    stop: async () => {
      stopping.abort();
      await postmaster.stop();
      await watching;
    },
  };
}
