import type { ChatEvent } from '../chat-event.js';
import type { MemoryConversations } from '../conversations/memory-conversations.js';
import {
  AnswerStreams,
  type EventChunk,
  type Followed,
  type FollowRequest,
  type ReadAnswer,
} from './answer-streams.js';
import type { EventOutline } from './event-outline.js';

interface Stream {
  readonly ownerId: string;
  readonly events: ChatEvent[];
  silentMs: number;
  followedAgo?: number;
  lost?: { readonly lostAt: number; readonly lostSeq: number };
}

/** Streams as long as the process lives; for tests, which own its time (`silentMs`, `followedAgo`). */
export class MemoryAnswerStreams extends AnswerStreams {
  readonly streams = new Map<string, Stream>();
  /** Chunks as they came. */
  readonly appended: EventChunk[] = [];
  /** Set to have every `append` fail. */
  failure: Error | null = null;
  /** Set to have every look fail, as it does when the database is away. */
  blindness: Error | null = null;

  constructor(private readonly conversations: MemoryConversations) {
    super();
  }

  async append(chunk: EventChunk): Promise<void> {
    await Promise.resolve();
    if (this.failure) throw this.failure;
    this.appended.push(chunk);
    const known = this.streams.get(chunk.responseId) ?? { ownerId: chunk.ownerId, events: [], silentMs: 0 };
    if (!known.lost) known.events.push(...chunk.events);
    this.streams.set(chunk.responseId, known);
  }

  async beat(responseIds: readonly string[]): Promise<void> {
    for (const id of responseIds) (this.streams.get(id) as Stream).silentMs = 0;
  }

  async follow({ ownerId, responseId, afterSeq }: FollowRequest): Promise<Followed> {
    if (this.blindness) throw this.blindness;
    if (await this.readFinished(ownerId, responseId)) return { kind: 'finished' };
    const stream = this.streams.get(responseId);
    if (stream?.ownerId !== ownerId) return { kind: 'unknown' };
    stream.followedAgo = 0;
    if (stream.lost) return { kind: 'lost', ...stream.lost };
    const events = stream.events.filter(({ seq }) => seq > afterSeq);
    return { kind: 'running', events, silentMs: stream.silentMs };
  }

  async readFinished(ownerId: string, responseId: string): Promise<ReadAnswer | null> {
    if (this.blindness) throw this.blindness;
    const turn = this.conversations.recorded.find(({ response }) => response.id === responseId);
    if (turn?.ownerId !== ownerId) return null;
    const outline = turn.events === undefined ? null : (JSON.parse(turn.events) as EventOutline);
    const characters = JSON.stringify(turn.response).length;
    return { answer: { response: turn.response, outline }, characters };
  }

  async followedAgo(responseIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const known = responseIds.map((id) => [id, this.streams.get(id)?.followedAgo] as const);
    return new Map(known.filter((pair): pair is [string, number] => pair[1] !== undefined));
  }

  async declareLost(responseId: string, silentMs: number): Promise<boolean> {
    const stream = this.streams.get(responseId);
    const hasEnded = this.conversations.recorded.some(({ response }) => response.id === responseId);
    if (!stream || hasEnded || stream.silentMs <= silentMs) return false;
    stream.lost ??= { lostAt: 0, lostSeq: stream.events.at(-1)?.seq ?? 0 };
    this.conversations.lost.add(responseId);
    return true;
  }

  async readAll(responseId: string): Promise<readonly ChatEvent[]> {
    return this.streams.get(responseId)?.events ?? [];
  }

  async forget(olderThanMs: number): Promise<number> {
    const old = [...this.streams].filter(([, { silentMs }]) => silentMs > olderThanMs);
    for (const [id] of old) this.streams.delete(id);
    return old.length;
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }
}
