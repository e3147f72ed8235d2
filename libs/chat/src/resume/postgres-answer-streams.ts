import { MicroBatcher } from '@app/platform';
import type { DataSource } from 'typeorm';
import type { ChatEvent } from '../chat-event.js';
import type { ChatResponse } from '../chat-response.js';
import { hasOneToBlame } from '../database-fault.js';
import {
  AnswerStreams,
  type EventChunk,
  type Followed,
  type FollowRequest,
  type ReadAnswer,
} from './answer-streams.js';
import type { EventOutline } from './event-outline.js';
import { APPEND, BEAT, DECLARE_LOST, FOLLOW, FOLLOWED_AGO, FORGET, READ_ALL, READ_FINISHED } from './sql.js';

/** Streams and readers of one round trip. */
const BATCH = 500;
/** So many milliseconds of many streams' events share a write: a reader elsewhere is later by this much. */
const WRITE_PACE_MS = 100;
const READ_PACE_MS = 100;

interface FollowRow {
  readonly finished: boolean;
  readonly running: boolean;
  readonly chunks: readonly string[] | null;
  readonly silent: number | null;
  readonly lost_at: number | null;
  readonly lost_seq: number | null;
}

/** Events in Postgres. A stream has no write of its own: what comes within a tenth of a second goes out together. */
export class PostgresAnswerStreams extends AnswerStreams {
  private readonly appending: MicroBatcher<EventChunk, undefined>;
  private readonly following: MicroBatcher<FollowRequest, Followed>;

  constructor(private readonly database: DataSource) {
    super();
    this.appending = new MicroBatcher({
      flush: (chunks) => this.flushAppends(chunks),
      maxItems: BATCH,
      paceMs: WRITE_PACE_MS,
    });
    this.following = new MicroBatcher({
      flush: (requests) => this.flushFollows(requests),
      maxItems: BATCH,
      paceMs: READ_PACE_MS,
    });
  }

  append(chunk: EventChunk): Promise<void> {
    return this.appending.add(chunk);
  }

  async beat(responseIds: readonly string[]): Promise<void> {
    await this.database.query(BEAT, [responseIds]);
  }

  follow(request: FollowRequest): Promise<Followed> {
    return this.following.add(request);
  }

  async readFinished(ownerId: string, responseId: string): Promise<ReadAnswer | null> {
    const [row] = await this.database.query<{ response: string; outline: string | null }[]>(READ_FINISHED, [
      responseId,
      ownerId,
    ]);
    if (!row) return null;
    const response = JSON.parse(row.response) as ChatResponse;
    const outline = row.outline === null ? null : (JSON.parse(row.outline) as EventOutline);
    return { answer: { response, outline }, characters: row.response.length + (row.outline?.length ?? 0) };
  }

  async followedAgo(responseIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.query<{ response_id: string; ago: number }[]>(FOLLOWED_AGO, [
      responseIds,
    ]);
    return new Map(rows.map(({ response_id, ago }) => [response_id, ago]));
  }

  async declareLost(responseId: string, silentMs: number): Promise<boolean> {
    const [rows] = await this.database.query<[unknown[], number]>(DECLARE_LOST, [responseId, silentMs]);
    return rows.length > 0;
  }

  async readAll(responseId: string): Promise<readonly ChatEvent[]> {
    const rows = await this.database.query<{ events: string }[]>(READ_ALL, [responseId]);
    return rows.flatMap(({ events }) => JSON.parse(events) as ChatEvent[]);
  }

  async forget(olderThanMs: number, limit: number): Promise<number> {
    const [row] = await this.database.query<{ forgotten: number }[]>(FORGET, [olderThanMs, limit]);
    return row?.forgotten ?? 0;
  }

  async close(): Promise<void> {
    await Promise.all([this.appending.close(), this.following.close()]);
  }

  private async flushAppends(chunks: readonly EventChunk[]): Promise<(undefined | Error)[]> {
    try {
      await this.insert(chunks);
      return chunks.map(() => undefined);
    } catch (error) {
      if (chunks.length === 1 || !hasOneToBlame(error)) throw error;
      return this.insertEach(chunks);
    }
  }

  /** One by one, so that only what is to blame fails. */
  private async insertEach(chunks: readonly EventChunk[]): Promise<(undefined | Error)[]> {
    const results: (undefined | Error)[] = [];
    for (const chunk of chunks)
      results.push(
        await this.insert([chunk]).then(
          () => undefined,
          (error: Error) => error,
        ),
      );
    return results;
  }

  private async insert(chunks: readonly EventChunk[]): Promise<void> {
    await this.database.query(APPEND, [
      chunks.map(({ responseId }) => responseId),
      chunks.map(({ ownerId }) => ownerId),
      chunks.map(({ conversationId }) => conversationId),
      chunks.map(({ events }) => events[0]?.seq),
      chunks.map(({ events }) => events.at(-1)?.seq),
      chunks.map(({ events }) => JSON.stringify(events)),
    ]);
  }

  private async flushFollows(requests: readonly FollowRequest[]): Promise<Followed[]> {
    const rows = await this.database.query<FollowRow[]>(FOLLOW, [
      requests.map(({ responseId }) => responseId),
      requests.map(({ ownerId }) => ownerId),
      requests.map(({ afterSeq }) => afterSeq),
    ]);
    return rows.map((row, index) => followedOf(row, requests[index]?.afterSeq ?? 0));
  }
}

function followedOf(row: FollowRow, afterSeq: number): Followed {
  if (row.finished) return { kind: 'finished' };
  if (!row.running) return { kind: 'unknown' };
  if (row.lost_at !== null) return { kind: 'lost', lostAt: row.lost_at, lostSeq: row.lost_seq ?? 0 };
  const events = (row.chunks ?? []).flatMap((chunk) => JSON.parse(chunk) as ChatEvent[]);
  return { kind: 'running', events: events.filter(({ seq }) => seq > afterSeq), silentMs: row.silent ?? 0 };
}
