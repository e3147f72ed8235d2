import { AppError, type Clock } from '@app/platform';
import { isTerminal, type ChatEvent } from '../chat-event.js';
import type { AnswerStreams, Followed, FollowRequest } from './answer-streams.js';
import { lostAnswer } from './lost-answer.js';
import { replayAnswer } from './replay-answer.js';
import { RESUME_DEFAULTS } from './resumables.js';

/** How soon a reader looks for more. Milliseconds. */
const POLL_MS = 100;
/** A process that lives says so twice in this time, unless the database was away for both of us: see `follow`. */
const watchMs = (): number => 2 * RESUME_DEFAULTS.beatMs;
/** A client may come back by another replica before the answer it left is kept. Milliseconds. */
const PATIENCE_MS = 1_500;

/** The events of an answer again: finished, running here or elsewhere, or lost with its process. */
export class AnswerEvents {
  constructor(
    private readonly streams: AnswerStreams,
    private readonly clock: Clock,
    /** Whether this process is giving the answer to this owner at the moment. */
    private readonly isRunning: (ownerId: string, responseId: string) => boolean,
  ) {}

  /**
   * Everything after `afterSeq`, once and without a gap, to the one terminal event. No vendor is called. The
   * first `next()` throws `answer-not-found`, for another owner's too. An answer that was not begun as resumable
   * is told when it has ended. Silence is only taken for death by a reader that has itself been looking for two
   * beats: after an outage of the database every process has been silent for as long.
   */
  async *follow(request: FollowRequest, signal?: AbortSignal): AsyncGenerator<ChatEvent> {
    let { afterSeq } = request;
    const watchedSince = this.clock.monotonic();
    let patienceEnds = watchedSince + PATIENCE_MS;
    for (;;) {
      signal?.throwIfAborted();
      const found = await this.streams.follow({ ...request, afterSeq });
      const mayBeLost = this.clock.monotonic() - watchedSince >= watchMs();
      for (const event of await this.eventsOf(found, request, afterSeq, mayBeLost)) {
        afterSeq = event.seq;
        yield event;
        if (isTerminal(event)) return;
      }
      if (found.kind === 'finished') return;
      if (found.kind !== 'unknown' || this.isRunning(request.ownerId, request.responseId))
        patienceEnds = this.clock.monotonic() + PATIENCE_MS;
      else if (this.clock.monotonic() >= patienceEnds) throw notFound();
      await this.clock.sleep(POLL_MS, signal);
    }
  }

  private async eventsOf(
    found: Followed,
    { responseId }: FollowRequest,
    afterSeq: number,
    mayBeLost: boolean,
  ): Promise<readonly ChatEvent[]> {
    switch (found.kind) {
      case 'finished':
        return replayAnswer(found.answer, afterSeq);
      case 'running':
        // What it says next time is that it is lost, with the rest of its events still to be told.
        if (mayBeLost && found.silentMs > RESUME_DEFAULTS.silentMs && found.events.length === 0)
          await this.streams.declareLost(responseId, RESUME_DEFAULTS.silentMs);
        return found.events;
      case 'lost':
        return this.restOf(responseId, afterSeq, found.lostAt);
      case 'unknown':
        return [];
    }
  }

  private async restOf(responseId: string, afterSeq: number, lostAt: number): Promise<readonly ChatEvent[]> {
    const all = await this.streams.readAll(responseId);
    const last = Math.max(all.at(-1)?.seq ?? 0, afterSeq);
    return [...all.filter(({ seq }) => seq > afterSeq), lostAnswer(responseId, all, last + 1, lostAt)];
  }
}

function notFound(): AppError {
  return new AppError('not-found', 'answer-not-found', 'There is no such answer, or its events are gone.');
}
