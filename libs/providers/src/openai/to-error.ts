import { APIError } from 'openai';
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

const SPEND_CODES = new Set(['insufficient_quota', 'billing_hard_limit_reached', 'billing_not_active']);
const TOO_LONG = /maximum context length|context window|context length/i;
const NO_SUCH_MODEL = /\bmodel\b/i;

/** Codes where OpenAI has them; Ollama, vLLM and gateways say it in words only. */
function reasonOf({ status, code, type, message, param }: APIError): RefusalReason | null {
  if (code === 'model_not_found' || (status === 404 && NO_SUCH_MODEL.test(message))) return 'unknown-model';
  if (code === 'context_length_exceeded' || (status === 400 && TOO_LONG.test(message)))
    return 'context-too-long';
  if (status === 402 || SPEND_CODES.has(code ?? '') || SPEND_CODES.has(type ?? '')) return 'spend-limit';
  return refusedField(status, param);
}
