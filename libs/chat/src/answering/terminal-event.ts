import { toAppError } from '@app/platform';
import type { TerminalEvent } from '../chat-event.js';
import type { ChatResponse } from '../chat-response.js';
import type { OutlineEntry } from '../resume/event-outline.js';
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

/** The same end as it is kept, before it is told. */
export function terminalEntry({ status, reason, error }: Outcome): OutlineEntry {
  if (status === 'completed') return ['response.completed'];
  const failure = error ?? (status === 'failed' ? toAppError(error) : null);
  return [
    `response.${status}`,
    {
      ...(status === 'failed' ? {} : { reason: reason ?? 'unknown' }),
      ...(failure ? { error: failureOf(failure) } : {}),
    },
  ];
}
