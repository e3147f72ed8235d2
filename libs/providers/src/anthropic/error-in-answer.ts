import { StreamFault } from '../stream-fault.js';

const OVERLOADED = new Set<unknown>(['overloaded_error', 'rate_limit_error']);

/** An `error` that came inside a 200: `{type: 'error', error: {type: 'overloaded_error', message}}`. */
export function errorInAnswer(body: Record<string, unknown>): StreamFault {
  const { type } = (body['error'] ?? {}) as { type?: unknown };
  return OVERLOADED.has(type)
    ? new StreamFault('overloaded-in-answer', 'was overloaded in the middle of its answer')
    : new StreamFault('error-in-answer', 'broke off its answer with an error');
}
