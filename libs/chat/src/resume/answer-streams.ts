import type { ChatEvent } from '../chat-event.js';
import type { FinishedAnswer } from './replay-answer.js';

/** The next events of a running answer, in the order they were told. */
export interface EventChunk {
  readonly responseId: string;
  readonly ownerId: string;
  readonly conversationId: string;
  /** Never empty; their `seq` has no gap, neither here nor to the chunk before. */
  readonly events: readonly ChatEvent[];
}

export interface FollowRequest {
  readonly ownerId: string;
  readonly responseId: string;
  /** Events after this `seq` are wanted. */
  readonly afterSeq: number;
}

/** What is known of an answer at this moment. */
export type Followed =
  /** `readFinished` has it. */
  | { readonly kind: 'finished' }
  /** `silentMs`: since its process last said that it lives. */
  | { readonly kind: 'running'; readonly events: readonly ChatEvent[]; readonly silentMs: number }
  /**
   * Its process is gone; `lostAt` is when that was found, milliseconds since the epoch, and `lostSeq` the last of its
   * events: the next number is that of its end.
   */
  | { readonly kind: 'lost'; readonly lostAt: number; readonly lostSeq: number }
  /** There is no such answer, it is another owner's, or it is running and was not begun as resumable. */
  | { readonly kind: 'unknown' };

/** A finished answer and about how much of it is held in memory, in characters of JSON. */
export interface ReadAnswer {
  readonly answer: FinishedAnswer;
  readonly characters: number;
}

/**
 * The events of running answers that can be resumed, where every replica reads them, and of finished ones as they
 * are kept. What many streams and readers do at the same time is one statement.
 */
export abstract class AnswerStreams {
  /** Resolves once it is durable. */
  abstract append(chunk: EventChunk): Promise<void>;
  /** These still run here. */
  abstract beat(responseIds: readonly string[]): Promise<void>;
  /** Also says that somebody reads. */
  abstract follow(request: FollowRequest): Promise<Followed>;
  /** Null: there is none of this name that is this owner's. */
  abstract readFinished(ownerId: string, responseId: string): Promise<ReadAnswer | null>;
  /** Milliseconds since somebody last read each of them; absent: nobody ever has. */
  abstract followedAgo(responseIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /**
   * Ends for good, once, what has been silent for `silentMs`; false: it has not been, or it has ended. An answer
   * has one end: its turn can be recorded or it can be lost, never both.
   */
  abstract declareLost(responseId: string, silentMs: number): Promise<boolean>;
  /** All events of an answer that was lost. */
  abstract readAll(responseId: string): Promise<readonly ChatEvent[]>;
  /** Forgets streams that have been silent for `olderThanMs`, `limit` at most, and says how many. */
  abstract forget(olderThanMs: number, limit: number): Promise<number>;
  abstract close(): Promise<void>;
}
