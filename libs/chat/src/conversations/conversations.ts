import { AppError } from '@app/platform';
import type { ModelMessage } from '@app/providers';
import type { ChatResponse } from '../chat-response.js';

/** What an ask needs of a conversation that exists. */
export interface OpenRequest {
  readonly conversationId: string;
  readonly ownerId: string;
  /** So many source numbers are kept for this turn; 0: none are needed. */
  readonly sourceNumbers: number;
  /** The most text of earlier turns that is of use, in characters. */
  readonly historyCharacters: number;
}

export interface OpenConversation {
  /** Oldest first, in whole turns; turns that have no answer are not in it. */
  readonly history: readonly ModelMessage[];
  /** Messages of turns with an answer that are not in `history` because they are too many or too long. */
  readonly leftOut: number;
  /** The number the first source of this turn gets. */
  readonly firstSource: number;
}

/** One question with what became of it: written as one. */
export interface Turn {
  readonly conversationId: string;
  /** The turn that begins the conversation. Any other is lost when its conversation was erased meanwhile. */
  readonly isFirst: boolean;
  readonly ownerId: string;
  readonly requestId: string;
  readonly title: string;
  readonly question: string;
  readonly response: ChatResponse;
  /** How it was told: an `EventOutline` as JSON. */
  readonly events?: string;
  /** The first source number that was not used, and the first that was not kept for this turn. */
  readonly sourcesUsedTo: number;
  readonly sourcesKeptTo: number;
  /** Milliseconds since the epoch. */
  readonly askedAt: number;
  readonly answeredAt: number;
}

/**
 * What became of a turn. `erased`: it continues a conversation that was erased meanwhile and is written nowhere.
 * `lost`: somebody was told already that its answer is lost, and that end stands; its text is in the conversation.
 */
export type Recorded = 'kept' | 'erased' | 'lost';

/** Times are RFC 3339, UTC: these shapes are sent as they stand. */
export interface ConversationSummary {
  readonly id: string;
  readonly title: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface ConversationMessage {
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly created_at: string;
  /** Of an answer: what `GET /v1/chat/{id}` takes. */
  readonly response_id?: string;
}

export interface ConversationDetail extends ConversationSummary {
  /** Oldest first; the newest `MOST_MESSAGES` of a conversation that has more. */
  readonly messages: readonly ConversationMessage[];
}

export interface ConversationPage {
  /** Newest first. */
  readonly conversations: readonly ConversationSummary[];
  /** For the next page; null: this was the last. */
  readonly next_cursor: string | null;
}

export interface PageRequest {
  /** 1 to 100. */
  readonly limit: number;
  readonly cursor?: string;
}

/** Messages that `read` gives at most. */
export const MOST_MESSAGES = 1_000;

/** Messages of earlier turns that go into a prompt at most, whatever its window. */
export const MOST_HISTORY = 60;

/**
 * Who asked what, and what was answered. An owner sees only what is their own; another's conversation is "not
 * found", like one that never was.
 */
export abstract class Conversations {
  /** Throws `conversation-not-found`. */
  abstract open(request: OpenRequest): Promise<OpenConversation>;
  /**
   * Resolves once the turn is durable, or once it is certain that it will not be. Turns of one conversation are put
   * one after another, never refused.
   */
  abstract record(turn: Turn): Promise<Recorded>;
  /** Throws `malformed-cursor`. */
  abstract list(ownerId: string, page: PageRequest): Promise<ConversationPage>;
  /** Throws `conversation-not-found`. */
  abstract read(ownerId: string, conversationId: string): Promise<ConversationDetail>;
  /** Text, sources and answers are gone when it resolves; false: there was no such conversation. */
  abstract erase(ownerId: string, conversationId: string): Promise<boolean>;
  /** The response as it was sent; null: there is none. */
  abstract readAnswer(ownerId: string, responseId: string): Promise<ChatResponse | null>;
  /**
   * Erases conversations nobody has touched since `before` (milliseconds since the epoch), `limit` at most, and
   * says how many. Only one process at a time does it; the others find 0.
   */
  abstract eraseUntouchedSince(before: number, limit: number): Promise<number>;
  /** Resolves once all that was recorded is durable; takes no more. */
  abstract close(): Promise<void>;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether it may be a conversation's id: lower-case, as we make them. Anything else is "not found". */
export function isConversationId(text: string): boolean {
  return UUID.test(text);
}

export function conversationNotFound(): AppError {
  return new AppError('not-found', 'conversation-not-found', 'There is no such conversation.', {
    errors: [
      {
        field: 'conversation_id',
        message: 'Leave it out to begin a new conversation, or take one of GET /v1/conversations.',
      },
    ],
  });
}
