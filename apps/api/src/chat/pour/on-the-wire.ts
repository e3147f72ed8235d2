import {
  errorBehind,
  type ChatEvent,
  type ChatFailure,
  type ChatResponse,
  type TerminalEvent,
} from '@app/chat';
import type { AppError } from '@app/platform';
import { failureProblem, type Problem, type ProblemPlace } from '../../filters/problem.js';
import type { Outcome } from '../exchange.js';

/** An event as it is sent: the same JSON by every wire, with errors as problem documents. */
export type WireEvent = ChatEvent | ProblemEvent;

export interface ProblemEvent extends Omit<ChatEvent, 'type' | 'data'> {
  readonly type: 'response.failed' | 'response.incomplete';
  readonly data: unknown;
}

/** How an answer ended, read off its terminal event. */
export interface Ending {
  readonly outcome: Outcome;
  readonly response: ChatResponse;
  /** Why there is no answer, or not all of it. */
  readonly error?: AppError;
}

/** What a spout must know of an event. A new event does not compile until it is placed here. */
export function endingOf(event: ChatEvent): Ending | null {
  switch (event.type) {
    case 'response.completed':
      return { outcome: 'success', response: event.data };
    case 'response.incomplete':
      return { outcome: 'incomplete', response: event.data, error: errorOf(event.data.error) };
    case 'response.failed':
      return { outcome: 'error', response: event.data.response, error: errorOf(event.data.error) };
    case 'response.cancelled':
      return { outcome: 'cancelled', response: event.data };
    case 'response.created':
    case 'search.started':
    case 'search.results':
    case 'search.failed':
    case 'source.fetched':
    case 'source.blocked':
    case 'content.delta':
    case 'citation.added':
    case 'citation.verified':
    case 'citation.rejected':
    case 'usage.updated':
      return null;
  }
}

function errorOf(failure: ChatFailure | undefined): AppError | undefined {
  return failure && errorBehind(failure);
}

/** The rooms inside know no status and no address: an event that carries an error gets them here. */
export function onTheWire(event: ChatEvent, place: ProblemPlace): WireEvent {
  if (event.type !== 'response.failed' && event.type !== 'response.incomplete') return event;
  const { error } = event.data;
  if (!error) return event;
  return { ...event, data: { ...event.data, error: withKind(error, place) } };
}

/** The answer as one body, which is what its terminal event holds, word for word. */
export function bodyOf(event: TerminalEvent, place: ProblemPlace): ChatResponse {
  if (event.type === 'response.failed')
    return { ...event.data.response, error: withKind(event.data.error, place) } as ChatResponse;
  return onTheWire(event, place).data as ChatResponse;
}

function withKind(failure: ChatFailure, place: ProblemPlace): Problem & ChatFailure {
  return { ...failure, ...failureProblem(failure, place) };
}
