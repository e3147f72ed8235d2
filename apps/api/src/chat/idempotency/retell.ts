import type { ChatEvent, ChatResponse } from '@app/chat';

/** The shortest stream that tells a finished answer: its text in one delta, then what follows from it. */
export function* retell(response: ChatResponse): Generator<ChatEvent> {
  const { id, conversation_id, metadata, message, usage, sources } = response;
  const { provider, model, search_enabled } = metadata;
  let seq = 0;
  const event = (type: ChatEvent['type'], data: object) =>
    ({ v: 1, seq: (seq += 1), response_id: id, ts: response.timestamp, type, data }) as ChatEvent;
  yield event('response.created', { id, conversation_id, provider, model, options: { search_enabled } });
  if (sources.length > 0) yield event('search.results', { sources, degraded: false });
  yield event('content.delta', { delta: message.content, start_index: 0 });
  for (const citation of message.citations) yield event('citation.added', citation);
  yield event('usage.updated', { usage, cost: usage.cost });
  yield event('response.completed', response);
}
