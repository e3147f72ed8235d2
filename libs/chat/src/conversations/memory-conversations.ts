import type { ChatResponse } from '../chat-response.js';
import {
  conversationNotFound,
  Conversations,
  MOST_HISTORY,
  type ConversationDetail,
  type ConversationMessage,
  type ConversationPage,
  type ConversationSummary,
  type OpenConversation,
  type OpenRequest,
  type PageRequest,
  type Recorded,
  type Turn,
} from './conversations.js';
import { readCursor, writeCursor } from './cursor.js';

interface Kept {
  readonly id: string;
  readonly ownerId: string;
  readonly title: string;
  readonly createdAt: number;
  updatedAt: number;
  nextSource: number;
  readonly turns: Turn[];
}

/** Conversations as long as the process lives; for tests. It records what was recorded, in order. */
export class MemoryConversations extends Conversations {
  readonly recorded: Turn[] = [];
  /** Set to have every `record` fail, as it does when the database is away. */
  failure: Error | null = null;
  /** Answers that were declared lost: see `MemoryAnswerStreams`. */
  readonly lost = new Set<string>();
  private readonly kept = new Map<string, Kept>();

  async open(request: OpenRequest): Promise<OpenConversation> {
    const kept = this.find(request.ownerId, request.conversationId);
    const firstSource = kept.nextSource;
    kept.nextSource += request.sourceNumbers;
    const history = historyOf(kept, request.historyCharacters);
    const answered = kept.turns.filter(({ response }) => response.message.content !== '').length;
    return { firstSource, history, leftOut: 2 * answered - history.length };
  }

  async record(turn: Turn): Promise<Recorded> {
    if (this.failure) throw this.failure;
    if (this.lost.has(turn.response.id)) return 'lost';
    this.recorded.push(turn);
    const kept = this.kept.get(turn.conversationId);
    if (kept) return continueWith(kept, turn) ? 'kept' : 'erased';
    if (turn.isFirst) this.kept.set(turn.conversationId, begin(turn));
    return turn.isFirst ? 'kept' : 'erased';
  }

  async list(ownerId: string, { limit, cursor }: PageRequest): Promise<ConversationPage> {
    const after = cursor === undefined ? undefined : readCursor(cursor);
    const rows = [...this.kept.values()]
      .filter((kept) => kept.ownerId === ownerId)
      .sort((a, b) => compare(b, a.updatedAt, a.id))
      .filter((kept) => !after || compare(kept, Number(after.updatedAt) / 1000, after.id) < 0);
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      conversations: page.map(summaryOf),
      next_cursor: last ? writeCursor({ updatedAt: String(last.updatedAt * 1000), id: last.id }) : null,
    };
  }

  async read(ownerId: string, conversationId: string): Promise<ConversationDetail> {
    const kept = this.find(ownerId, conversationId);
    return { ...summaryOf(kept), messages: kept.turns.flatMap(messagesOf) };
  }

  async erase(ownerId: string, conversationId: string): Promise<boolean> {
    return this.kept.get(conversationId)?.ownerId === ownerId && this.kept.delete(conversationId);
  }

  async readAnswer(ownerId: string, responseId: string): Promise<ChatResponse | null> {
    const turns = [...this.kept.values()]
      .filter((kept) => kept.ownerId === ownerId)
      .flatMap(({ turns }) => turns);
    const found = turns.find(({ response }) => response.id === responseId);
    return found ? structuredClone(found.response) : null;
  }

  async eraseUntouchedSince(before: number, limit: number): Promise<number> {
    const old = [...this.kept.values()].filter(({ updatedAt }) => updatedAt < before).slice(0, limit);
    for (const { id } of old) this.kept.delete(id);
    return old.length;
  }

  async close(): Promise<void> {
    // Nothing waits here.
  }

  private find(ownerId: string, conversationId: string): Kept {
    const kept = this.kept.get(conversationId);
    if (kept?.ownerId !== ownerId) throw conversationNotFound();
    return kept;
  }
}

function begin(turn: Turn): Kept {
  return {
    id: turn.conversationId,
    ownerId: turn.ownerId,
    title: turn.title,
    createdAt: turn.answeredAt,
    updatedAt: turn.answeredAt,
    nextSource: turn.sourcesUsedTo,
    turns: [turn],
  };
}

function continueWith(kept: Kept, turn: Turn): boolean {
  if (kept.ownerId !== turn.ownerId) return false;
  kept.turns.push(turn);
  kept.updatedAt = Math.max(kept.updatedAt, turn.answeredAt);
  const unused = kept.nextSource === turn.sourcesKeptTo;
  kept.nextSource = unused ? turn.sourcesUsedTo : Math.max(kept.nextSource, turn.sourcesUsedTo);
  return true;
}

function historyOf(kept: Kept, characters: number): OpenConversation['history'] {
  const history: { role: 'user' | 'assistant'; content: string }[] = [];
  let total = 0;
  for (const { question, response } of kept.turns.toReversed()) {
    const answer = response.message.content;
    if (answer === '') continue;
    total += question.length + answer.length;
    if (total > characters || history.length >= MOST_HISTORY) break;
    history.unshift({ role: 'user', content: question }, { role: 'assistant', content: answer });
  }
  return history;
}

function messagesOf({ question, response, askedAt, answeredAt }: Turn): ConversationMessage[] {
  const asked: ConversationMessage = {
    role: 'user',
    content: question,
    created_at: new Date(askedAt).toISOString(),
  };
  if (response.message.content === '') return [asked];
  const created_at = new Date(answeredAt).toISOString();
  return [
    asked,
    { role: 'assistant', content: response.message.content, created_at, response_id: response.id },
  ];
}

function summaryOf({ id, title, createdAt, updatedAt }: Kept): ConversationSummary {
  return {
    id,
    title,
    created_at: new Date(createdAt).toISOString(),
    updated_at: new Date(updatedAt).toISOString(),
  };
}

/** By time, then by id. */
function compare(kept: Kept, updatedAt: number, id: string): number {
  return kept.updatedAt - updatedAt || (kept.id < id ? -1 : Number(kept.id > id));
}
