import type { ChatEvent, ChatEventType } from '../chat-event.js';

/**
 * One event without what the finished response holds anyway: a number is a delta of so many UTF-16 units;
 * anything else is its type and what is left of its data.
 */
export type OutlineEntry = number | readonly [ChatEventType, unknown?];

/** How an answer was told: position + 1 is `seq`. 300 deltas are about a kilobyte. */
export type EventOutline = readonly OutlineEntry[];

export function outlineEntry({ type, data }: Pick<ChatEvent, 'type' | 'data'>): OutlineEntry {
  switch (type) {
    case 'content.delta':
      return (data as { delta: string }).delta.length;
    case 'search.results':
      return [type, { degraded: (data as { degraded: boolean }).degraded }];
    case 'usage.updated':
    case 'response.completed':
      return [type];
    case 'response.incomplete':
    case 'response.cancelled':
    case 'response.failed': {
      const { reason, error } = data as { reason?: string; error?: unknown };
      return [type, { reason, error }];
    }
    default:
      return [type, data];
  }
}
