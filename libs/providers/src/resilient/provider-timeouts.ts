import type { StreamLimits } from '@app/resilience';
import type { ChatModel, ModelRequest } from '../chat-model.js';
import { thinksUnseen } from '../thinks-unseen.js';

/** Milliseconds each. */
export interface ProviderTimeouts {
  /** From the call to the first text, when it is streamed. */
  readonly firstTokenMs: number;
  /** The same for a model that thinks before it writes and shows nothing of it. */
  readonly thinkingMs: number;
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
  thinkingMs: 100_000,
  bodyMs: 60_000,
  silenceMs: 30_000,
  totalMs: 120_000,
});

type Named = Pick<ChatModel, 'vendor' | 'model'>;
type Asked = Pick<ModelRequest, 'deltas' | 'maxTokens'>;

/** What one call to this model may take. The caller's deadline is another clock's: see `ModelRequest.deadline`. */
export function limitsOf(model: Named, request: Asked, timeouts: ProviderTimeouts): StreamLimits {
  const { silenceMs, totalMs } = timeouts;
  const firstTextMs = firstTokenMs(model, timeouts);
  const firstItemMs = request.deltas ? firstTextMs : Math.max(firstTextMs, bodyMs(request, timeouts));
  return { firstItemMs: Math.min(firstItemMs, totalMs), silenceMs, totalMs };
}

function firstTokenMs({ vendor, model }: Named, timeouts: ProviderTimeouts): number {
  return thinksUnseen(vendor, model) ? timeouts.thinkingMs : timeouts.firstTokenMs;
}

/** Tokens that a slow model writes within `bodyMs`; who asks for more waits for more. */
const BODY_TOKENS = 4_096;

function bodyMs({ maxTokens }: Asked, timeouts: ProviderTimeouts): number {
  return Math.min(timeouts.totalMs, timeouts.bodyMs * Math.max(1, maxTokens / BODY_TOKENS));
}
