import type { Clock } from '../../time/clock.js';
import { findFreePort } from './free-port.js';
import { PortTaken, StillEnding, type Postmaster } from './postmaster.js';

export interface PortSearch {
  start(port: number): Promise<Postmaster>;
  /** The port to begin with where none is wanted. */
  usual(): Promise<number>;
  /** This one and no other. */
  readonly wanted?: number;
  readonly clock: Clock;
}

export interface StartedServer {
  readonly port: number;
  readonly postmaster: Postmaster;
}

const pauseMs = 100;
const mostAttempts = 50;

/** Goes to another port where somebody was quicker, and waits for a killed predecessor to end; throws all else. */
export async function startOnSomePort(search: PortSearch): Promise<StartedServer> {
  return attempt(search, search.wanted ?? (await search.usual()), mostAttempts);
}

async function attempt(search: PortSearch, port: number, attempts: number): Promise<StartedServer> {
  try {
    return { port, postmaster: await search.start(port) };
  } catch (error) {
    if (attempts === 1) throw error;
    return attempt(search, await portAfter(error, port, search), attempts - 1);
  }
}

async function portAfter(error: unknown, port: number, { wanted, clock }: PortSearch): Promise<number> {
  if (error instanceof PortTaken && wanted === undefined) return findFreePort();
  if (!(error instanceof StillEnding)) throw error;
  await clock.sleep(pauseMs);
  return port;
}
