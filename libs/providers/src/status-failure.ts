import type { ErrorKind, FieldError } from '@app/platform';
import { progressOfStatus } from '@app/resilience';
import type { Call } from './call.js';
import { ProviderError } from './provider-error.js';
import type { ClientField } from './refused-field.js';
import { retryAfterMs, type HeaderReader } from './retry-after.js';

/** What a vendor's body says that its status does not: found by each adapter in its own format. */
export type RefusalReason = 'unknown-model' | 'context-too-long' | 'spend-limit' | ClientField;

export interface StatusFailure {
  readonly status: number;
  readonly headers: HeaderReader;
  readonly reason: RefusalReason | null;
  readonly cause: unknown;
}

/** One row of the table: which error a refusal becomes. `detail` completes "The provider openai …". */
interface Row {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly what: string;
  readonly retryable: boolean;
}

const row = (kind: ErrorKind, code: string, what: string, retryable: boolean): Row => ({
  kind,
  code,
  what,
  retryable,
});

const CREDENTIALS = row(
  'provider-failed',
  'provider-credentials-refused',
  'refused our credentials; an administrator must check its API key',
  false,
);
const OVERLOADED = row('provider-failed', 'provider-overloaded', 'is overloaded', true);
const FAILED = row('provider-failed', 'provider-unavailable', 'failed while it answered', true);
const TIMED_OUT = row('provider-failed', 'provider-timed-out', 'took too long', true);

const BY_STATUS = new Map<number, Row>([
  [401, CREDENTIALS],
  [403, CREDENTIALS],
  [408, TIMED_OUT],
  [409, row('provider-failed', 'provider-conflict', 'is busy with a conflicting call', true)],
  [429, row('service-unavailable', 'provider-throttled', 'asks for fewer requests', true)],
  [500, FAILED],
  [502, FAILED],
  [503, OVERLOADED],
  [504, TIMED_OUT],
  [529, OVERLOADED],
]);

const OTHER_5XX = { ...FAILED, retryable: false };
const OTHER = row('provider-failed', 'provider-refused', 'refused the request', false);

const UNKNOWN_MODEL = row('unprocessable', 'unknown-model', 'does not know this model', false);
const TOO_LONG = row(
  'unprocessable',
  'context-too-long',
  "cannot take this much text; shorten the message or start a new conversation, it exceeds the model's window",
  false,
);
const REFUSED_FIELD = row(
  'unprocessable',
  'parameter-refused',
  'does not take what was asked for with this model',
  false,
);
const SPEND_LIMIT = row(
  'service-unavailable',
  'provider-spend-limit',
  'has reached a spend limit of our account',
  false,
);

/** Wraps an answer that is not a 2xx. */
export function statusFailure(failure: StatusFailure, call: Call): ProviderError {
  const { status, headers, cause } = failure;
  const waitMs = retryAfterMs(headers, call.clock.now());
  const { kind, code, what, retryable } = rowOf(failure, waitMs);
  return new ProviderError(kind, code, `The provider ${call.provider} ${what}.`, {
    provider: call.provider,
    model: call.model,
    status,
    cause,
    retryable,
    progress: progressOfStatus(status),
    throttled: status === 429,
    retryAfterMs: waitMs,
    retryAfterSeconds: waitMs === undefined ? undefined : Math.ceil(waitMs / 1000),
    extensions: { provider: call.provider, model: call.model },
    errors: errorsOf(failure.reason, call),
  });
}

function rowOf({ status, reason }: StatusFailure, waitMs: number | undefined): Row {
  if (reason === 'unknown-model') return UNKNOWN_MODEL;
  if (reason === 'context-too-long') return TOO_LONG;
  // A limit with a time at which it ends is worth waiting for; a spent budget is not.
  if (reason === 'spend-limit') return { ...SPEND_LIMIT, retryable: status === 429 && waitMs !== undefined };
  if (reason !== null) return REFUSED_FIELD;
  return BY_STATUS.get(status) ?? (status >= 500 ? OTHER_5XX : OTHER);
}

/** Which field to mend, in our words: a vendor's may repeat the prompt. */
function errorsOf(
  reason: RefusalReason | null,
  { model, provider }: Call,
): readonly FieldError[] | undefined {
  switch (reason) {
    case null:
    case 'context-too-long':
    case 'spend-limit':
      return undefined;
    case 'unknown-model':
      return [
        {
          field: 'options.model',
          message: `"${model}" is not a model of ${provider}; GET /v1/models lists what can be used.`,
        },
      ];
    default:
      return [
        {
          field: reason,
          message: `"${model}" of ${provider} does not take this; leave it out, change it, or choose another model.`,
        },
      ];
  }
}
