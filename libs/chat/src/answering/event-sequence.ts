import type { Clock } from '@app/platform';
import type { ChatEvent, ChatEventType } from '../chat-event.js';

export type EventOf<Type extends ChatEventType> = Extract<ChatEvent, { type: Type }>;

/** Puts the envelope around events: numbers without gaps, the response's id, the time. */
export class EventSequence {
  private count = 0;
  private milliseconds = -1;
  private timestamp = '';

  constructor(
    private readonly responseId: string,
    private readonly clock: Clock,
  ) {}

  next<Type extends ChatEventType>(type: Type, data: EventOf<Type>['data']): EventOf<Type> {
    this.count += 1;
    const ts = this.now();
    // The compiler cannot see that type and data belong to one member of the union.
    return { v: 1, seq: this.count, response_id: this.responseId, ts, type, data } as EventOf<Type>;
  }

  /** Many events share a millisecond, and making its text costs as much as all the rest. */
  private now(): string {
    const milliseconds = this.clock.now();
    if (milliseconds !== this.milliseconds) this.timestamp = new Date(milliseconds).toISOString();
    this.milliseconds = milliseconds;
    return this.timestamp;
  }
}
