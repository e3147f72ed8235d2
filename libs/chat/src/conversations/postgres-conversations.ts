import { MicroBatcher } from '@app/platform';
import type { DataSource } from 'typeorm';
import type { ChatResponse } from '../chat-response.js';
import {
  conversationNotFound,
  Conversations,
  isConversationId,
  MOST_HISTORY,
  MOST_MESSAGES,
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
import { gatherOpens, type OpenPlace } from './open-batch.js';
import { recordColumns } from './record-batch.js';
import { hasOneToBlame } from '../database-fault.js';
import {
  ERASE,
  ERASE_UNTOUCHED,
  LIST,
  OPEN,
  READ,
  READ_ANSWER,
  READ_MESSAGES,
  RECORD,
  RETENTION_LOCK,
} from './sql.js';

/** Turns and look-ups of one round trip; more wait for the next. */
const BATCH = 200;
/** Turns that may wait while the database is slow; what is over that is given and not kept. */
const MOST_WAITING = 10_000;

interface SummaryRow {
  readonly id: string;
  readonly title: string;
  readonly created_at: Date;
  readonly updated_at: Date;
}

interface OpenRowFound {
  readonly id: string;
  readonly owner_id: string;
  readonly first_source: number;
  readonly roles: readonly ('user' | 'assistant')[] | null;
  readonly contents: readonly string[] | null;
  readonly left_out: number;
}

/** Conversations in Postgres. What comes together is read and written together: no request has a write of its own. */
export class PostgresConversations extends Conversations {
  private readonly opening: MicroBatcher<OpenRequest, OpenConversation>;
  private readonly recording: MicroBatcher<Turn, Recorded>;

  constructor(private readonly database: DataSource) {
    super();
    const limits = { maxItems: BATCH, maxInFlight: 2, maxWaiting: MOST_WAITING };
    this.opening = new MicroBatcher({ flush: (batch) => this.flushOpens(batch), ...limits });
    this.recording = new MicroBatcher({ flush: (batch) => this.flushTurns(batch), ...limits });
  }

  open(request: OpenRequest): Promise<OpenConversation> {
    // One id that is none would have the database refuse a whole batch.
    if (!isConversationId(request.conversationId)) return Promise.reject(conversationNotFound());
    return this.opening.add(request);
  }

  record(turn: Turn): Promise<Recorded> {
    return this.recording.add(turn);
  }

  async list(ownerId: string, { limit, cursor }: PageRequest): Promise<ConversationPage> {
    const after = cursor === undefined ? undefined : readCursor(cursor);
    const rows = await this.database.query<(SummaryRow & { cursor: string })[]>(LIST, [
      ownerId,
      limit + 1,
      after?.updatedAt ?? null,
      after?.id ?? null,
    ]);
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      conversations: page.map(summaryOf),
      next_cursor: last ? writeCursor({ updatedAt: last.cursor, id: last.id }) : null,
    };
  }

  async read(ownerId: string, conversationId: string): Promise<ConversationDetail> {
    if (!isConversationId(conversationId)) throw conversationNotFound();
    const [row] = await this.database.query<SummaryRow[]>(READ, [conversationId, ownerId]);
    if (!row) throw conversationNotFound();
    const messages = await this.database.query<MessageRow[]>(READ_MESSAGES, [conversationId, MOST_MESSAGES]);
    return { ...summaryOf(row), messages: messages.toReversed().map(messageOf) };
  }

  async erase(ownerId: string, conversationId: string): Promise<boolean> {
    if (!isConversationId(conversationId)) return false;
    const [, erased] = await this.database.query<[unknown, number]>(ERASE, [conversationId, ownerId]);
    return erased > 0;
  }

  async readAnswer(ownerId: string, responseId: string): Promise<ChatResponse | null> {
    if (responseId.includes('\0')) return null;
    const [row] = await this.database.query<{ response: string }[]>(READ_ANSWER, [responseId, ownerId]);
    return row ? (JSON.parse(row.response) as ChatResponse) : null;
  }

  async eraseUntouchedSince(before: number, limit: number): Promise<number> {
    const [row] = await this.database.query<{ erased: number }[]>(ERASE_UNTOUCHED, [
      before,
      limit,
      RETENTION_LOCK,
    ]);
    return row?.erased ?? 0;
  }

  async close(): Promise<void> {
    await Promise.all([this.opening.close(), this.recording.close()]);
  }

  private async flushOpens(requests: readonly OpenRequest[]): Promise<(OpenConversation | Error)[]> {
    const { rows, places } = gatherOpens(requests);
    const found = await this.database.query<OpenRowFound[]>(OPEN, [
      rows.map(({ conversationId }) => conversationId),
      rows.map(({ ownerId }) => ownerId),
      rows.map(({ sourceNumbers }) => sourceNumbers),
      rows.map(({ historyCharacters }) => historyCharacters),
      MOST_HISTORY,
    ]);
    const byKey = new Map(found.map((row) => [`${row.id} ${row.owner_id}`, row]));
    return places.map((place) =>
      openedFrom(byKey.get(`${place.row.conversationId} ${place.row.ownerId}`), place),
    );
  }

  /** Where one turn is to blame, only that one fails: the others have been paid for too. */
  private async flushTurns(turns: readonly Turn[]): Promise<(Recorded | Error)[]> {
    try {
      return await this.writeTurns(turns);
    } catch (error) {
      if (turns.length === 1 || !hasOneToBlame(error)) throw error;
      const results: (Recorded | Error)[] = [];
      for (const turn of turns)
        results.push(...(await this.writeTurns([turn]).catch((fault: Error) => [fault])));
      return results;
    }
  }

  private async writeTurns(turns: readonly Turn[]): Promise<Recorded[]> {
    const rows = await this.database.query<{ id: string; lost: boolean }[]>(RECORD, [
      ...recordColumns(turns),
    ]);
    const lost = new Map(rows.map((row) => [row.id, row.lost]));
    return turns.map(({ response }) => {
      const isLost = lost.get(response.id);
      return isLost === undefined ? 'erased' : isLost ? 'lost' : 'kept';
    });
  }
}

function openedFrom(row: OpenRowFound | undefined, { offset }: OpenPlace): OpenConversation | Error {
  if (!row) return conversationNotFound();
  const contents = row.contents ?? [];
  return {
    firstSource: row.first_source + offset,
    leftOut: row.left_out,
    history: (row.roles ?? []).map((role, index) => ({ role, content: contents[index] as string })),
  };
}

interface MessageRow {
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly at: Date;
  readonly response_id: string | null;
}

function messageOf({ role, content, at, response_id }: MessageRow): ConversationMessage {
  const message = { role, content, created_at: at.toISOString() };
  return response_id === null ? message : { ...message, response_id };
}

function summaryOf({ id, title, created_at, updated_at }: SummaryRow): ConversationSummary {
  return {
    id,
    title,
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
  };
}
