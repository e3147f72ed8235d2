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
    firstItemMs: request.deltas ? timeouts.firstTokenMs : bodyMs(request, timeouts),
    silenceMs: timeouts.silenceMs,
    totalMs: Math.min(timeouts.totalMs, remainingMs),
  };
}

/** Tokens that a slow model writes within `bodyMs`; who asks for more waits for more. */
const BODY_TOKENS = 4_096;

function bodyMs({ maxTokens }: ModelRequest, timeouts: ProviderTimeouts): number {
  return Math.min(timeouts.totalMs, timeouts.bodyMs * Math.max(1, maxTokens / BODY_TOKENS));
}
