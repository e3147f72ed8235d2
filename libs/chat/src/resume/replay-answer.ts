import type { ChatEvent, ChatEventType, TerminalEvent } from '../chat-event.js';
import type { ChatResponse } from '../chat-response.js';
import type { EventOutline, OutlineEntry } from './event-outline.js';

/** A finished answer as it is kept. `outline` null: it was kept before outlines were. */
export interface FinishedAnswer {
  readonly response: ChatResponse;
  readonly outline: EventOutline | null;
}

/**
 * The events of a finished answer again, those after `afterSeq`: the same numbers, types and data. Nothing was
 * stored twice: deltas are cut out of the content, sources are those of the response (with what reading their
 * pages has added since they were announced). `ts` is the response's own time. One event exists at a time:
 * a thousand readers of one long answer would otherwise hold it a thousand times.
 */
export function* replayAnswer({ response, outline }: FinishedAnswer, afterSeq: number): Generator<ChatEvent> {
  let position = 0;
  let seq = 0;
  for (const entry of outline ?? plainOutline(response)) {
    seq += 1;
    if (seq > afterSeq) yield eventAt(entry, seq, response, position);
    if (typeof entry === 'number') position += entry;
  }
}

/** How it ended. */
export function endOf({ response, outline }: FinishedAnswer): TerminalEvent {
  const entries = outline ?? plainOutline(response);
  return eventAt(entries.at(-1) as OutlineEntry, entries.length, response, 0) as TerminalEvent;
}

function eventAt(entry: OutlineEntry, seq: number, response: ChatResponse, position: number): ChatEvent {
  const [type, data] = eventOf(entry, response, position);
  // The compiler cannot see that type and data belong to one member of the union.
  return { v: 1, seq, response_id: response.id, ts: response.timestamp, type, data } as ChatEvent;
}

function eventOf(
  entry: OutlineEntry,
  response: ChatResponse,
  position: number,
): readonly [ChatEventType, unknown] {
  if (typeof entry === 'number') {
    const delta = response.message.content.slice(position, position + entry);
    return ['content.delta', { delta, start_index: position }];
  }
  const [type, data] = entry;
  return [type, dataOf(type, data, response)];
}

function dataOf(type: ChatEventType, data: unknown, response: ChatResponse): unknown {
  const { usage, sources } = response;
  const { reason, error } = (data ?? {}) as { reason?: string; error?: unknown };
  switch (type) {
    case 'search.results':
      return { sources, ...(data as object) };
    case 'usage.updated':
      return { usage, cost: usage.cost };
    case 'response.completed':
      return response;
    case 'response.cancelled':
      return { ...response, reason };
    case 'response.incomplete':
      return { ...response, reason, ...(error ? { error } : {}) };
    case 'response.failed':
      return { error, response };
    default:
      return data;
  }
}

const TERMINALS = {
  completed: 'response.completed',
  incomplete: 'response.incomplete',
  failed: 'response.failed',
  cancelled: 'response.cancelled',
} as const satisfies Record<ChatResponse['status'], ChatEventType>;

/** The shortest story that ends in this response. */
function plainOutline({ id, conversation_id, status, message, metadata }: ChatResponse): EventOutline {
  const { provider, model, search_enabled } = metadata;
  const options = { search_enabled };
  const failure = { kind: 'internal', code: 'unknown', detail: 'The answer failed.' };
  return [
    ['response.created', { id, conversation_id, provider, model, options }],
    ...(search_enabled ? [['search.results', { degraded: false }] as const] : []),
    ...(message.content === '' ? [] : [message.content.length]),
    ...message.citations.map((citation) => ['citation.added', citation] as const),
    ['usage.updated'],
    [TERMINALS[status], status === 'failed' ? { error: failure } : { reason: status }],
  ];
}
