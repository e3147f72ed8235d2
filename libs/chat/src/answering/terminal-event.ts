import { toAppError } from '@app/platform';
import type { TerminalEvent } from '../chat-event.js';
import type { ChatResponse } from '../chat-response.js';
import type { EventSequence } from './event-sequence.js';
import { failureOf, type Outcome } from './outcome.js';

/** The last event, which holds the whole response. */
export function terminalEvent(
  events: EventSequence,
  response: ChatResponse,
  outcome: Outcome,
): TerminalEvent {
  const { status, error } = outcome;
  const reason = outcome.reason ?? 'unknown';
  if (status === 'completed') return events.next('response.completed', response);
  if (status === 'cancelled') return events.next('response.cancelled', { ...response, reason });
  if (status === 'failed')
    return events.next('response.failed', { error: failureOf(toAppError(error)), response });
  return events.next('response.incomplete', {
    ...response,
    reason,
    ...(error ? { error: failureOf(error) } : {}),
  });
}
