import { Injectable, Logger } from '@nestjs/common';
import { Answers, type ChatEvent, failureOf } from '@app/chat';
import {
  IdempotencyStore,
  type KeptFate,
  type LeftAnswer,
  Metering,
  type RequestAccount,
  type StoredResponse,
} from '@app/cost';
import { AppError } from '@app/platform';
import type { ProblemPlace } from '../../filters/problem.js';
import type { AnswerForm } from '../answer-form.js';
import { endingOf } from '../pour/on-the-wire.js';
import { bodyHash } from './body-hash.js';
import { KeptAnswer } from './kept-answer.js';
import { answerErased, inFlight, keyLost, otherBody } from './key-errors.js';
import type { Replay } from './send-stored.js';

/** One request that carries an Idempotency-Key. */
export interface KeyedRequest {
  readonly key: string;
  readonly ownerId: string;
  readonly form: AnswerForm;
  readonly body: object;
  /** The conversation it continues. */
  readonly conversationId: string | undefined;
  readonly account: RequestAccount;
  readonly place: ProblemPlace;
}

/** What to do about it: send what was sent before, or answer and keep that. */
export type KeyedAnswer =
  Replay | { readonly keeping: (events: AsyncIterable<ChatEvent>) => AsyncIterable<ChatEvent> };

/**
 * One answer for one key. Kept are answers that ended by themselves, before their last byte leaves, and though their
 * client has gone; every other end (refused, failed, cancelled, cut) frees the key, so that the client may try again.
 */
@Injectable()
export class IdempotentAnswers {
  private readonly logger = new Logger(IdempotentAnswers.name);

  constructor(
    private readonly store: IdempotencyStore,
    private readonly answers: Answers,
    private readonly metering: Metering,
  ) {}

  /**
   * Throws `idempotency-conflict` while the first is running, `unprocessable` for another body, `gone` where the
   * answer's conversation was erased.
   */
  async begin(request: KeyedRequest): Promise<KeyedAnswer> {
    const { key, ownerId: owner, form, body, conversationId, place, account } = request;
    const { requestId } = place;
    const asked = { owner, key, bodyHash: bodyHash(form, body), requestId };
    const found = await this.store.begin({ ...asked, conversationId: conversationId?.toLowerCase() });
    switch (found.state) {
      case 'in-flight':
        throw inFlight(found.retryAfterSeconds);
      case 'mismatch':
        throw otherBody();
      case 'erased':
        throw answerErased();
      case 'replay':
        return { replay: found.response, bookedAs: found.bookedAs };
      case 'fresh': {
        const replay = found.left && (await this.left(request, found.left));
        if (replay) return replay;
        this.metering.withhold(account, (owed) => this.store.owe(asked, requestId, owed));
        return { keeping: (events) => this.keeping(events, request) };
      }
    }
  }

  /** The answer that a process which died had already made durable, and nobody has seen. */
  private async left(request: KeyedRequest, { answerId, bookedAs }: LeftAnswer): Promise<Replay | undefined> {
    const kept = new KeptAnswer(request.form, request.place);
    const events = await this.retold(request, answerId);
    const replay = events.map((event) => kept.take(event)).at(-1);
    if (!replay) return undefined;
    const fate = await this.keep(request, replay);
    if (fate === 'lost') throw inFlight(1);
    if (fate === 'erased') throw answerErased();
    return { replay, bookedAs };
  }

  /** None where it was not finished. A database that cannot say so must not be taken for that: it would be paid twice. */
  private async retold(request: KeyedRequest, answerId: string): Promise<readonly ChatEvent[]> {
    try {
      return await this.answers.retell(request.ownerId, answerId);
    } catch (error) {
      if (error instanceof AppError && error.kind === 'not-found') return [];
      await this.store.abandon(ownedBy(request), request.place.requestId);
      throw error;
    }
  }

  private async *keeping(events: AsyncIterable<ChatEvent>, request: KeyedRequest): AsyncGenerator<ChatEvent> {
    const answer = new KeptAnswer(request.form, request.place);
    let isWhole = false;
    let answerId = '';
    let mayStillBeKept = false;
    try {
      for await (const event of events) {
        // Before the first upstream byte: whoever takes the key over from a dead process finds the answer by it.
        if (event.type === 'response.created') {
          answerId = event.data.id;
          await this.note(event, request);
        }
        const stored = answer.take(event);
        isWhole = stored !== undefined;
        const fate = stored && (await this.keep(request, stored));
        yield fate === 'lost' ? lost(event) : event;
      }
    } catch (error) {
      mayStillBeKept = error instanceof AppError && error.code === 'answer-unsettled';
      throw error;
    } finally {
      if (mayStillBeKept) void this.abandonOnceSettled(answerId, request);
      else if (!isWhole) await this.store.release(ownedBy(request), request.place.requestId);
    }
  }

  /**
   * Of an answer whose end is not written down yet. Who sends the key again meanwhile is told that it runs; then they
   * find the answer by the id that was noted, or ask anew.
   */
  private async abandonOnceSettled(answerId: string, request: KeyedRequest): Promise<void> {
    await this.answers.settled(answerId);
    await this.store.abandon(ownedBy(request), request.place.requestId);
  }

  private async note(
    { data }: Extract<ChatEvent, { type: 'response.created' }>,
    request: KeyedRequest,
  ): Promise<void> {
    const answer = { answerId: data.id, conversationId: data.conversation_id };
    if (!(await this.store.note(ownedBy(request), request.place.requestId, answer))) throw keyLost();
  }

  /** A key that cannot be kept costs nobody an answer that has been paid for; one that is another's by now does. */
  private async keep(request: KeyedRequest, stored: StoredResponse): Promise<KeptFate | undefined> {
    const owned = ownedBy(request);
    const { requestId: request_id } = request.place;
    try {
      const fate = await this.store.finish(owned, request_id, stored);
      if (fate === 'lost')
        this.logger.error({ message: 'An idempotency key went to another request.', request_id });
      return fate;
    } catch (error) {
      this.logger.error({ message: 'An idempotent answer could not be kept.', request_id, error });
      await this.store.abandon(owned, request_id);
      return undefined;
    }
  }
}

function ownedBy({ ownerId: owner, key }: KeyedRequest): { readonly owner: string; readonly key: string } {
  return { owner, key };
}

/** One key has one answer, and this is not it: the text that was told stays what it is, its end says so. */
function lost(event: ChatEvent): ChatEvent {
  const ending = endingOf(event);
  if (!ending) return event;
  const data = { error: failureOf(keyLost()), response: ending.response };
  return { ...event, type: 'response.failed', data };
}
