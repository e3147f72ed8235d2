import type { AppConfig } from '@app/platform';

/** What a stop gets at least, however short it may be: what is held is yet to be written. Milliseconds. */
const LEAST_STOP_MS = 5_000;

/** How long a stop may take before what is left of it is given up. Milliseconds. */
export const longestStopMs = ({ server }: Pick<AppConfig, 'server'>): number =>
  Math.max(server.shutdownTimeoutMs, LEAST_STOP_MS);
