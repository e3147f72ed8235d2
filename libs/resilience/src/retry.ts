import { BACKOFF_DEFAULTS, backoffMs, type BackoffSettings } from './backoff.js';
import type { Random } from './clock.js';

export interface RetrySettings extends BackoffSettings {
  /** Calls in all, the first one included. */
  readonly attempts: number;
  /** A longer wait is not worth it: somebody else answers sooner. Milliseconds. */
  readonly longestWaitMs: number;
}

/** The seed document's numbers. */
export const RETRY_DEFAULTS: RetrySettings = Object.freeze({
  ...BACKOFF_DEFAULTS,
  attempts: 3,
  longestWaitMs: 60_000,
});

export interface RetryQuestion {
  /** Calls made so far, from 1. */
  readonly attempt: number;
  /** What the upstream asked for. Milliseconds. */
  readonly retryAfterMs?: number;
  /** Until the caller's deadline; `Infinity` without one. Milliseconds. */
  readonly remainingMs: number;
  /** How long such a call usually takes; 0: unknown. Milliseconds. */
  readonly usualMs: number;
}

export type RetryRefusal = 'attempts-spent' | 'wait-too-long' | 'no-time';

export type RetryDecision =
  | { readonly retry: true; readonly waitMs: number }
  | { readonly retry: false; readonly reason: RetryRefusal };

/**
 * Is trying once more worth it, and after which wait? The caller asks a `RetryBudget` afterwards.
 *
 * cockatiel's retry policy was weighed and left: it cannot hear `retry-after`, a deadline or a budget, and it
 * retries a function's promise, while here the decision is about a stream that has shown nothing yet.
 */
export function decideRetry(
  question: RetryQuestion,
  random: Random,
  settings: RetrySettings = RETRY_DEFAULTS,
): RetryDecision {
  if (question.attempt >= settings.attempts) return { retry: false, reason: 'attempts-spent' };
  const waitMs = Math.max(backoffMs(question.attempt, random, settings), question.retryAfterMs ?? 0);
  if (waitMs > settings.longestWaitMs) return { retry: false, reason: 'wait-too-long' };
  const left = question.remainingMs - waitMs;
  if (left <= 0 || left < question.usualMs) return { retry: false, reason: 'no-time' };
  return { retry: true, waitMs };
}
