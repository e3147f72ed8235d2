import type { DataSource } from 'typeorm';
import type { Clock } from '../time/clock.js';
import { AppError } from '../errors/app-error.js';
import { DatabaseError, reasonOf, toDatabaseError } from './database-error.js';

export interface ConnectOptions {
  readonly clock: Clock;
  /** How long a database may take to appear, milliseconds. */
  readonly patienceMs: number;
  /** Told before each pause. */
  readonly onRetry?: (detail: string) => void;
}

const shortestPauseMs = 100;
const longestPauseMs = 2_000;

/** Connects, waiting for a database that is still starting; what waiting cannot mend is thrown at once. */
export async function connectDatabase(dataSource: DataSource, options: ConnectOptions): Promise<void> {
  const { clock, patienceMs, onRetry } = options;
  const start = clock.monotonic();
  let pauseMs = shortestPauseMs;
  for (let failure = await tryToConnect(dataSource); failure; failure = await tryToConnect(dataSource)) {
    const isHopeless = !(failure instanceof DatabaseError && failure.kind === 'service-unavailable');
    if (isHopeless || clock.monotonic() - start + pauseMs > patienceMs) {
      throw unreachable(addressOf(dataSource), failure);
    }
    onRetry?.(
      `The database at ${addressOf(dataSource)} does not answer yet (${reasonOf(failure)}); trying again.`,
    );
    await clock.sleep(pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
}

async function tryToConnect(dataSource: DataSource): Promise<unknown> {
  try {
    await dataSource.initialize();
    return null;
  } catch (error) {
    return toDatabaseError(error);
  }
}

/** `db.internal:5432/chat`: what may be shown of a URL that holds a password. */
export function addressOf({ options }: DataSource): string {
  const { url } = options as { url?: string };
  if (url === undefined || !URL.canParse(url)) return 'DATABASE_URL';
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

const remedies: Readonly<Record<string, string>> = {
  '28P01': 'It refused the password in DATABASE_URL.',
  '28000': 'It refused the user in DATABASE_URL.',
  '3D000': 'It has no database of that name: create it, or correct DATABASE_URL.',
};

function unreachable(address: string, cause: unknown): AppError {
  const sqlState = cause instanceof DatabaseError ? cause.sqlState : null;
  const remedy =
    remedies[sqlState ?? ''] ?? `It says: ${reasonOf(cause)}. Is it running, and DATABASE_URL right?`;
  return new AppError(
    'service-unavailable',
    'database-unreachable',
    `No connection to ${address}. ${remedy}`,
    { cause },
  );
}
