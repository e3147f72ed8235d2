import type { ChatEvent } from '../chat-event.js';
import type { MemoryConversations } from '../conversations/memory-conversations.js';
import { AnswerStreams, type EventChunk, type Followed, type FollowRequest } from './answer-streams.js';
import type { EventOutline } from './event-outline.js';

interface Stream {
  readonly ownerId: string;
  readonly events: ChatEvent[];
  silentMs: number;
  followedAgo?: number;
  lostAt?: number;
}

/** Streams as long as the process lives; for tests, which own its time (`silentMs`, `followedAgo`). */
export class MemoryAnswerStreams extends AnswerStreams {
  readonly streams = new Map<string, Stream>();
  /** Chunks as they came. */
  readonly appended: EventChunk[] = [];
  /** Set to have every `append` fail. */
  failure: Error | null = null;

  constructor(private readonly conversations: MemoryConversations) {
    super();
  }

  async append(chunk: EventChunk): Promise<void> {
    await Promise.resolve();
    if (this.failure) throw this.failure;
    this.appended.push(chunk);
    const known = this.streams.get(chunk.responseId) ?? { ownerId: chunk.ownerId, events: [], silentMs: 0 };
    known.events.push(...chunk.events);
    this.streams.set(chunk.responseId, known);
  }

  async beat(responseIds: readonly string[]): Promise<void> {
    for (const id of responseIds) (this.streams.get(id) as Stream).silentMs = 0;
  }

  async follow({ ownerId, responseId, afterSeq }: FollowRequest): Promise<Followed> {
    const turn = this.conversations.recorded.find(({ response }) => response.id === responseId);
    if (turn?.ownerId === ownerId) {
      const outline = turn.events === undefined ? null : (JSON.parse(turn.events) as EventOutline);
      return { kind: 'finished', answer: { response: turn.response, outline } };
    }
    const stream = this.streams.get(responseId);
    if (stream?.ownerId !== ownerId) return { kind: 'unknown' };
    stream.followedAgo = 0;
    if (stream.lostAt !== undefined) return { kind: 'lost', lostAt: stream.lostAt };
    const events = stream.events.filter(({ seq }) => seq > afterSeq);
    return { kind: 'running', events, silentMs: stream.silentMs };
  }

  async followedAgo(responseIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const known = responseIds.map((id) => [id, this.streams.get(id)?.followedAgo] as const);
    return new Map(known.filter((pair): pair is [string, number] => pair[1] !== undefined));
  }

  async declareLost(responseId: string, silentMs: number): Promise<boolean> {
    const stream = this.streams.get(responseId);
    if (!stream || stream.silentMs <= silentMs) return false;
    stream.lostAt ??= 0;
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
