import { noJitterGenerator } from 'cockatiel';
import type { Random } from './clock.js';

export interface BackoffSettings {
  /** The longest first wait, milliseconds. */
  readonly baseMs: number;
  /** No wait is longer, milliseconds. */
  readonly capMs: number;
}

/** The seed document's numbers. */
export const BACKOFF_DEFAULTS: BackoffSettings = Object.freeze({ baseMs: 1_000, capMs: 60_000 });

/**
 * Milliseconds to wait after the `attempt`th call (from 1): evenly spread in [0, base × 2^(attempt-1)), capped.
 * Full jitter spreads a crowd of retries best ("Exponential Backoff and Jitter", AWS Architecture Blog, 2015).
 * The curve is cockatiel's; its own jitter is left, because it reads `Math.random()`.
 */
export function backoffMs(
  attempt: number,
  random: Random,
  settings: BackoffSettings = BACKOFF_DEFAULTS,
): number {
  const curve = {
    initialDelay: settings.baseMs,
    maxDelay: settings.capMs,
    exponent: 2,
    generator: noJitterGenerator,
  };
  const [longest] = noJitterGenerator(attempt - 1, curve);
  return random() * longest;
}
