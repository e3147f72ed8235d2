import type { ModelRequest } from '../chat-model.js';
import type { StreamLimits } from '@app/resilience';

/** Milliseconds each. */
export interface ProviderTimeouts {
  /** From the call to the first text, when it is streamed. */
  readonly firstTokenMs: number;
  /** From the call to its whole text, when a plain body was asked for: nothing can be seen before. */
  readonly bodyMs: number;
  /** Between two events of a stream. */
  readonly silenceMs: number;
  /** One call in all. */
  readonly totalMs: number;
}

/** The house's numbers; a plain body may take half of a request's time, so that another model has the rest. */
export const PROVIDER_TIMEOUTS: ProviderTimeouts = Object.freeze({
  firstTokenMs: 20_000,
  bodyMs: 60_000,
  silenceMs: 30_000,
  totalMs: 120_000,
});

/** What one call may take, the caller's remaining time included. */
export function limitsOf(
  request: ModelRequest,
  timeouts: ProviderTimeouts,
  remainingMs: number,
): StreamLimits {
  return {
    firstItemMs: request.deltas ? timeouts.firstTokenMs : timeouts.bodyMs,
    silenceMs: timeouts.silenceMs,
    totalMs: Math.min(timeouts.totalMs, remainingMs),
  };
}
