import type { ChatEvent, ChatResponse } from '@app/chat';

/** The shortest stream that has the same answer to tell: the text in one delta, then what follows from it. */
export function retell(response: ChatResponse): readonly ChatEvent[] {
  const { id, conversation_id: conversationId, metadata, message, usage, sources } = response;
  const envelope = { v: 1 as const, response_id: id, ts: response.timestamp };
  const told: Pick<ChatEvent, 'type' | 'data'>[] = [
    {
      type: 'response.created',
      data: {
        id,
        conversation_id: conversationId,
        provider: metadata.provider,
        model: metadata.model,
        options: {},
      },
    } as never,
    ...(sources.length > 0 ? [{ type: 'search.results', data: { sources, degraded: false } } as never] : []),
    { type: 'content.delta', data: { delta: message.content, start_index: 0 } },
    ...message.citations.map((citation) => ({ type: 'citation.added' as const, data: citation })),
    { type: 'usage.updated', data: { usage, cost: usage.cost } },
    { type: 'response.completed', data: response },
  ];
  return told.map((event, index) => ({ ...envelope, seq: index + 1, ...event }) as ChatEvent);
}
