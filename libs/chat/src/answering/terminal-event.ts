import type { ChatResponse } from '../chat-response.js';
import type { TerminalEvent } from '../chat-event.js';
import type { EventSequence } from './event-sequence.js';
import { failureOf, type Outcome } from './outcome.js';
import { toAppError } from '@app/platform';

/** The last event, which holds the whole response. */
export function terminalEvent(
  events: EventSequence,
  response: ChatResponse,
  outcome: Outcome,
): TerminalEvent {
  const { status, error } = outcome;
  const reason = outcome.reason ?? 'unknown';
  switch (status) {
    case 'completed':
      return events.next('response.completed', response);
    case 'incomplete':
      return events.next('response.incomplete', {
        ...response,
        reason,
        ...(error ? { error: failureOf(error) } : {}),
      });
    case 'failed':
      return events.next('response.failed', { error: failureOf(toAppError(error)), response });
    case 'cancelled':
      return events.next('response.cancelled', { ...response, reason });
  }
}
