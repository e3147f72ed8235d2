import type { Call } from './call.js';
import { ProviderError, type CallProgress } from './provider-error.js';
import { StreamFault } from './stream-fault.js';
import { TransportError } from './transport-error.js';

/**
 * Wraps what broke without a status of its own: the connection, or the answer itself. `begun` says whether
 * the vendor's answer had begun. Whatever is not known counts as the dearest that it can be.
 */
export function callFailure(cause: unknown, call: Call, begun: boolean): ProviderError {
  if (cause instanceof StreamFault) {
    return failure(call, `provider-${cause.code}`, cause.what, 'cut', cause.retryable, cause);
  }
  if (begun) return failure(call, 'provider-answer-cut', 'broke off its answer', 'cut', true, cause);
  if (cause instanceof TransportError && cause.progress === 'not-sent') {
    return failure(call, 'provider-unreachable', 'cannot be reached', 'not-sent', cause.retryable, cause);
  }
  return failure(call, 'provider-unanswered', 'did not answer', 'unanswered', true, cause);
}

function failure(
  { provider, model, shown }: Call,
  code: string,
  what: string,
  progress: CallProgress,
  retryable: boolean,
  cause: unknown,
): ProviderError {
  return new ProviderError('provider-failed', code, `The provider ${provider} ${what}.`, {
    provider,
    model,
    progress,
    cause,
    retryable: retryable && !shown,
    extensions: { provider, model },
  });
}
