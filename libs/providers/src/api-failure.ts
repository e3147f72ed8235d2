import { callFailure } from './call-failure.js';
import type { Call } from './call.js';
import type { ProviderError } from './provider-error.js';
import type { HeaderReader } from './retry-after.js';
import { statusFailure, type RefusalReason } from './status-failure.js';

/** What the `APIError`s of both SDKs have in common. */
export interface SdkError extends Error {
  readonly status?: number;
  readonly headers?: HeaderReader;
}

/** Wraps an error of the SDK. One without a status is a broken connection; what is known of it is its cause. */
export function apiFailure(
  error: SdkError,
  reason: RefusalReason | null,
  call: Call,
  begun: boolean,
): ProviderError {
  const { status, headers = NO_HEADERS } = error;
  if (status === undefined) return callFailure(error.cause ?? error, call, begun);
  return statusFailure({ status, headers, reason, cause: error }, call);
}

const NO_HEADERS: HeaderReader = new Headers();
