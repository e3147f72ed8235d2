import { AppError } from '@app/platform';
import type { CallOutcome } from '@app/resilience';
import { ProviderError } from '../provider-error.js';
import { PROVIDER_TIMEOUT } from './waiting-errors.js';

/**
 * Whether the provider is at fault, so that another one may do better. The caller's mistakes (unprocessable,
 * validation), budgets, deadlines and aborts would meet the next provider just the same.
 */
export function isUpstreamFault(error: unknown): error is ProviderError {
  if (!(error instanceof ProviderError)) return false;
  switch (error.kind) {
    case 'provider-failed':
    case 'service-unavailable':
    case 'rate-limit-exceeded':
      return true;
    default:
      return false;
  }
}

/**
 * Whether the same provider may be asked again for a request that has shown nothing. A time-out is not: the
 * caller has waited long, the call may be billed in full, and another model is the quicker way.
 */
export function isWorthRetrying(error: unknown): error is ProviderError {
  return isUpstreamFault(error) && error.retryable && error.code !== PROVIDER_TIMEOUT;
}

/** What a failed call says about the provider's health. Throttling and refusals of our request say nothing. */
export function outcomeOf(error: unknown): CallOutcome {
  if (isUpstreamFault(error)) {
    const answeredNo = error.progress === 'refused' && !error.retryable;
    return error.throttled || answeredNo ? 'neither' : 'failure';
  }
  return error instanceof AppError ? 'neither' : 'failure';
}

/** The stable code of an error, for events and reports. */
export function codeOf(error: unknown): string {
  return error instanceof AppError ? error.code : 'unknown';
}
