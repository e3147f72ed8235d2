import type { Clock } from '@app/platform';
import type { ChatEvent, ChatEventType } from '../chat-event.js';
import { outlineEntry, type OutlineEntry } from '../resume/event-outline.js';

export type EventOf<Type extends ChatEventType> = Extract<ChatEvent, { type: Type }>;

/**
 * Puts the envelope around events: numbers without gaps, the response's id, the time. It remembers in what order
 * they were told, so that they can be told again.
 */
export class EventSequence {
  private count = 0;
  private milliseconds = -1;
  private timestamp = '';
  private readonly outline: OutlineEntry[] = [];
  /** Told of every event before anybody else is. */
  onEvent: ((event: ChatEvent) => void) | null = null;

  constructor(
    private readonly responseId: string,
    private readonly clock: Clock,
  ) {}

  next<Type extends ChatEventType>(type: Type, data: EventOf<Type>['data']): EventOf<Type> {
    this.count += 1;
    const ts = this.now();
    // The compiler cannot see that type and data belong to one member of the union.
    const event = { v: 1, seq: this.count, response_id: this.responseId, ts, type, data } as EventOf<Type>;
    this.outline.push(outlineEntry(event));
    this.onEvent?.(event);
    return event;
  }

  /** `seq` of the last event. */
  get last(): number {
    return this.count;
  }

  /** Whether the last word on usage has been said, after which only the end comes. */
  get isSettled(): boolean {
    const last = this.outline.at(-1);
    return typeof last === 'object' && last[0] === 'usage.updated';
  }

  /** The whole story with the end it is about to have, as it is kept. */
  outlineWith(end: readonly OutlineEntry[]): string {
    return JSON.stringify([...this.outline, ...end]);
  }

  /** Many events share a millisecond, and making its text costs as much as all the rest. */
  private now(): string {
    const milliseconds = this.clock.now();
    if (milliseconds !== this.milliseconds) this.timestamp = new Date(milliseconds).toISOString();
    this.milliseconds = milliseconds;
    return this.timestamp;
  }
}
