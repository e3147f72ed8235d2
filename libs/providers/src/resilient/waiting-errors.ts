import type { Expiry } from '@app/resilience';
import type { ChatModel } from '../chat-model.js';
import { ProviderError, type CallProgress } from '../provider-error.js';

export type Who = Pick<ChatModel, 'provider' | 'model'>;

export const PROVIDER_TIMEOUT = 'provider-timeout';
export const BREAKER_OPEN = 'breaker-open';

/** At least 1: "after 0 seconds" is an invitation to hammer. */
function seconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1_000));
}

/** The vendor was too slow. `shown`: text had already left, so nobody may try again. */
export function providerTimeout(
  who: Who,
  which: Expiry,
  progress: CallProgress,
  shown: boolean,
): ProviderError {
  const detail = `${who.provider} took too long to answer (${which}); try again or choose another model.`;
  const { provider, model } = who;
  return new ProviderError('provider-failed', PROVIDER_TIMEOUT, detail, {
    provider,
    model,
    progress,
    retryable: !shown,
    extensions: { timeout: which },
  });
}

/** No call was made; the next model may be asked at once. `cause`: the failure before, if there was one. */
export function breakerOpen({ provider, model }: Who, retryAfterMs: number, cause?: unknown): ProviderError {
  const detail = `${provider} is not answering at the moment; try again in ${seconds(retryAfterMs)} s.`;
  return new ProviderError('service-unavailable', BREAKER_OPEN, detail, {
    provider,
    model,
    progress: 'not-sent',
    retryable: true,
    retryAfterMs,
    retryAfterSeconds: seconds(retryAfterMs),
    cause,
  });
}

/** The request has become as many upstream calls as it may; this one was not made. */
export function attemptsSpent({ provider, model }: Who): ProviderError {
  const detail = 'The request was tried as often as allowed; try again later.';
  return new ProviderError('service-unavailable', 'attempts-spent', detail, {
    provider,
    model,
    progress: 'not-sent',
    retryable: true,
  });
}

/** Nobody could answer. `last`: the failure that ended it. */
export function allDown(last: ProviderError, retryAfterMs: number): ProviderError {
  const detail = `No model can answer at the moment; try again in ${seconds(retryAfterMs)} s.`;
  return new ProviderError('service-unavailable', 'all-providers-down', detail, {
    provider: last.provider,
    model: last.model,
    progress: last.progress,
    status: last.status,
    retryable: true,
    retryAfterMs,
    retryAfterSeconds: seconds(retryAfterMs),
    cause: last,
  });
}
