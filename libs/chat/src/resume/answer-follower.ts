import { AppError, type Clock } from '@app/platform';
import { isTerminal, type ChatEvent } from '../chat-event.js';
import type { AnswerStreams, Followed, FollowRequest } from './answer-streams.js';
import { lostAnswer } from './lost-answer.js';
import { ReaderWatch } from './reader-watch.js';
import { replayAnswer } from './replay-answer.js';
import { SharedAnswers } from './shared-answers.js';
import type { SilenceLimits } from './silence-limits.js';

/** How soon a reader looks for more. Milliseconds. */
const POLL_MS = 100;
/** A client may come back by another replica before the answer it left is kept. Milliseconds. */
const PATIENCE_MS = 1_500;

/** What there is to tell at one look. `isLast`: whatever it is, nothing comes after it. */
interface Look {
  readonly events: Iterable<ChatEvent>;
  readonly isLast: boolean;
  readonly isKnown: boolean;
  readonly giveBack?: () => void;
}

const NOTHING_YET: Look = { events: [], isLast: false, isKnown: true };
const TOLD: Look = { ...NOTHING_YET, isLast: true };
const UNKNOWN: Look = { events: [], isLast: false, isKnown: false };

/** The events of an answer again: finished, running here or elsewhere, or lost with its process. */
export class AnswerFollower {
  private readonly finished: SharedAnswers;

  constructor(
    private readonly streams: AnswerStreams,
    private readonly clock: Clock,
    private readonly limits: SilenceLimits,
    /** Whether this process is giving the answer to this owner at the moment. */
    private readonly isRunning: (ownerId: string, responseId: string) => boolean,
  ) {
    this.finished = new SharedAnswers(streams);
  }

  /**
   * Everything after `afterSeq`, once and without a gap, to the one terminal event. No vendor is called. The
   * first `next()` throws `answer-not-found`, for another owner's too. An answer that was not begun as resumable
   * is told when it has ended. While the database is away it looks again; what it throws then, or when `signal`
   * aborts, is no end of the answer: its reader may come back for the rest. Who has been told the end already is told
   * nothing.
   */
  follow(request: FollowRequest, signal?: AbortSignal): AsyncGenerator<ChatEvent> {
    return this.tell(request, false, signal);
  }

  /** For the client of the process that was taken for gone: it has no end yet, whatever number it has come to. */
  followLost(request: FollowRequest): AsyncGenerator<ChatEvent> {
    return this.tell(request, true);
  }

  private async *tell(
    request: FollowRequest,
    isFirst: boolean,
    signal?: AbortSignal,
  ): AsyncGenerator<ChatEvent> {
    let { afterSeq } = request;
    const watch = new ReaderWatch(this.clock);
    let patienceEnds = this.clock.monotonic() + PATIENCE_MS;
    for (;;) {
      signal?.throwIfAborted();
      const { events, isLast, isKnown, giveBack } = await this.look({ ...request, afterSeq }, isFirst, watch);
      try {
        for (const event of events) {
          afterSeq = event.seq;
          yield event;
          if (isTerminal(event)) return;
        }
      } finally {
        giveBack?.();
      }
      if (isLast) return;
      if (isKnown || this.isRunning(request.ownerId, request.responseId))
        patienceEnds = this.clock.monotonic() + PATIENCE_MS;
      else if (this.clock.monotonic() >= patienceEnds) throw notFound();
      await this.clock.sleep(POLL_MS, signal);
    }
  }

  private async look(request: FollowRequest, isFirst: boolean, watch: ReaderWatch): Promise<Look> {
    try {
      const found = await this.streams.follow(request);
      watch.see();
      return await this.lookAt(found, request, isFirst, watch);
    } catch (error) {
      if (watch.bears(error)) return NOTHING_YET;
      throw error;
    }
  }

  private async lookAt(
    found: Followed,
    request: FollowRequest,
    isFirst: boolean,
    watch: ReaderWatch,
  ): Promise<Look> {
    const { responseId, afterSeq } = request;
    switch (found.kind) {
      case 'finished':
        return this.retell(request);
      case 'running':
        if (found.events.length > 0) return { ...NOTHING_YET, events: found.events };
        // What it says next time is that it is lost, with the rest of its events still to be told.
        if (this.mayBeLost(found.silentMs, watch))
          await this.streams.declareLost(responseId, this.limits.lostAfterMs);
        return NOTHING_YET;
      case 'lost':
        if (!isFirst && afterSeq === found.lostSeq + 1) return TOLD;
        return { ...NOTHING_YET, events: await this.restOf(responseId, afterSeq, found), isLast: true };
      case 'unknown':
        return UNKNOWN;
    }
  }

  private mayBeLost(silentMs: number, watch: ReaderWatch): boolean {
    return silentMs > this.limits.lostAfterMs && watch.watchedMs >= this.limits.watchMs;
  }

  private async retell({ ownerId, responseId, afterSeq }: FollowRequest): Promise<Look> {
    const shared = await this.finished.take(ownerId, responseId);
    // Erased between two looks.
    if (!shared) return UNKNOWN;
    const { answer, giveBack } = shared;
    return { events: replayAnswer(answer, afterSeq), isLast: true, isKnown: true, giveBack };
  }

  private async restOf(
    responseId: string,
    afterSeq: number,
    { lostAt, lostSeq }: Extract<Followed, { kind: 'lost' }>,
  ): Promise<readonly ChatEvent[]> {
    const all = (await this.streams.readAll(responseId)).filter(({ seq }) => seq <= lostSeq);
    const rest = all.filter(({ seq }) => seq > afterSeq);
    const last = all.at(-1);
    // It had said its end, and only its turn could not be kept.
    if (last && isTerminal(last)) return rest;
    return [...rest, lostAnswer(responseId, all, Math.max(lostSeq, afterSeq) + 1, lostAt)];
  }
}

function notFound(): AppError {
  return new AppError('not-found', 'answer-not-found', 'There is no such answer, or its events are gone.');
}
