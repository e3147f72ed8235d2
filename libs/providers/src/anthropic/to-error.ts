import { APIError } from '@anthropic-ai/sdk';
import { apiFailure } from '../api-failure.js';
import type { Call } from '../call.js';
import { callFailure } from '../call-failure.js';
import type { ProviderError } from '../provider-error.js';
import { refusedField } from '../refused-field.js';
import type { RefusalReason } from '../status-failure.js';

/** Wraps what the SDK threw; `begun`: its answer had begun. */
export function toError(thrown: unknown, call: Call, begun: boolean): ProviderError {
  return thrown instanceof APIError
    ? apiFailure(thrown, reasonOf(thrown), call, begun)
    : callFailure(thrown, call, begun);
}

const TOO_LONG = /prompt is too long|context (limit|window)/i;
const NO_CREDIT = /credit balance/i;
const NO_SUCH_MODEL = /\bmodel\b/i;

function reasonOf({ status, type, errorCode, message, apiMessage }: APIError): RefusalReason | null {
  if (status === 404 && NO_SUCH_MODEL.test(message)) return 'unknown-model';
  if (status === 413 || (status === 400 && TOO_LONG.test(message))) return 'context-too-long';
  const spent = type === 'billing_error' || errorCode?.includes('spend_limit') || NO_CREDIT.test(message);
  if (spent) return 'spend-limit';
  // The path of what is wrong stands first: `max_tokens: 64000 > 8192, which is …`.
  return type === 'invalid_request_error' ? refusedField(status, apiMessage) : null;
}
