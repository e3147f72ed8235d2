import { Logger } from '@nestjs/common';
import type { Clock } from '@app/platform';
import type { ChatEvent } from '../chat-event.js';
import { isRejectedData } from '../database-fault.js';
import type { AnswerStreams, EventChunk } from './answer-streams.js';

const logger = new Logger('StreamLog');
/** The database is away: look again after this. Milliseconds. */
const RETRY_MS = 500;

/**
 * Writes one running answer's events: while a write is on its way the next ones gather, so that a stream of
 * hundreds of deltas makes about ten writes a second, each shared with all other streams. Memory is bounded by
 * the answer, which is held in full anyway.
 */
export class StreamLog {
  private pending: ChatEvent[] = [];
  private writing: Promise<void> | null = null;
  private closed = false;

  constructor(
    private readonly about: Omit<EventChunk, 'events'>,
    private readonly streams: AnswerStreams,
    private readonly clock: Clock,
  ) {}

  /** Resolves when the event is durable; only the first one is worth waiting for, and an end that is kept nowhere else. */
  note(event: ChatEvent): Promise<void> {
    if (this.closed) return Promise.resolve();
    this.pending.push(event);
    return (this.writing ??= this.write().finally(() => (this.writing = null)));
  }

  /** The finished answer is durable, and what is not written by now is in it; or nobody can keep it any more. */
  close(): void {
    this.closed = true;
  }

  private async write(): Promise<void> {
    while (this.pending.length > 0 && !this.closed) {
      const events = this.pending;
      this.pending = [];
      try {
        await this.streams.append({ ...this.about, events });
      } catch (error) {
        this.pending = [...events, ...this.pending];
        if (events[0]?.seq === 1) throw error;
        if (isRejectedData(error)) return this.giveUp();
        logger.warn(
          `Events of an answer have to wait: ${error instanceof Error ? error.message : 'unknown'}`,
        );
        await this.clock.sleep(RETRY_MS);
      }
    }
  }

  /** The database will never take them; the finished answer is kept all the same. */
  private giveUp(): void {
    this.closed = true;
    this.pending = [];
    logger.warn('Events of an answer were rejected; it cannot be resumed until it has ended.');
  }
}
