import { Injectable, Logger } from '@nestjs/common';
import { Answers, type ChatEvent } from '@app/chat';
import { type IdempotencyKey, IdempotencyStore, type StoredResponse } from '@app/cost';
import { AppError } from '@app/platform';
import type { ProblemPlace } from '../../filters/problem.js';
import type { AnswerForm } from '../answer-form.js';
import { bodyHash } from './body-hash.js';
import { KeptAnswer } from './kept-answer.js';

/** One request that carries an Idempotency-Key. */
export interface KeyedRequest {
  readonly key: string;
  readonly ownerId: string;
  readonly form: AnswerForm;
  readonly body: object;
  readonly place: ProblemPlace;
}

/** What to do about it: send what was sent before, or answer and keep that. */
export type KeyedAnswer =
  | { readonly replay: StoredResponse }
  | { readonly keeping: (events: AsyncIterable<ChatEvent>) => AsyncIterable<ChatEvent> };

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
  ) {}

  /** Throws `idempotency-conflict` while the first is running and `unprocessable` for another body. */
  async begin(request: KeyedRequest): Promise<KeyedAnswer> {
    const { key, ownerId, form, body, place } = request;
    const owned: IdempotencyKey = { owner: ownerId, key };
    const found = await this.store.begin(owned, bodyHash(form, body), place.requestId);
    if (found.state === 'in-flight') throw inFlight(found.retryAfterSeconds);
    if (found.state === 'mismatch') throw otherBody();
    if (found.state === 'replay') return { replay: found.response };
    const replay = await this.left(request, owned, found.leftAnswerId);
    return replay ? { replay } : { keeping: (events) => this.keeping(events, owned, request) };
  }

  /** The answer that a process which died had already made durable, and nobody has seen. */
  private async left(
    { ownerId, form, place }: KeyedRequest,
    owned: IdempotencyKey,
    answerId: string | null,
  ): Promise<StoredResponse | undefined> {
    if (answerId === null) return undefined;
    const events = await this.answers.retell(ownerId, answerId).catch(() => []);
    const kept = new KeptAnswer(form, place);
    const stored = events.map((event) => kept.take(event)).at(-1);
    if (stored) await this.store.finish(owned, place.requestId, stored);
    return stored;
  }

  private async *keeping(
    events: AsyncIterable<ChatEvent>,
    owned: IdempotencyKey,
    { form, place }: KeyedRequest,
  ): AsyncGenerator<ChatEvent> {
    const answer = new KeptAnswer(form, place);
    let isWhole = false;
    try {
      for await (const event of events) {
        // Before the first upstream byte: whoever takes the key over from a dead process finds the answer by it.
        if (event.seq === 1) await this.store.note(owned, place.requestId, event.response_id);
        const stored = answer.take(event);
        isWhole = stored !== undefined;
        if (stored) await this.keep(owned, place.requestId, stored);
        yield event;
      }
    } finally {
      if (!isWhole) await this.store.release(owned, place.requestId);
    }
  }

  /** A key that cannot be kept costs nobody an answer that has been paid for. */
  private async keep(owned: IdempotencyKey, requestId: string, stored: StoredResponse): Promise<void> {
    try {
      await this.store.finish(owned, requestId, stored);
    } catch (error) {
      this.logger.error({ message: 'An idempotent answer could not be kept.', request_id: requestId, error });
      await this.store.abandon(owned, requestId);
    }
  }
}

function inFlight(retryAfterSeconds: number): AppError {
  return new AppError(
    'idempotency-conflict',
    'idempotency-in-flight',
    'A request with this Idempotency-Key is still running. Send it again when it has ended; it gets the same answer.',
    { retryAfterSeconds },
  );
}

function otherBody(): AppError {
  return new AppError(
    'unprocessable',
    'idempotency-key-reused',
    'This Idempotency-Key was used for another body or another Accept within 24 hours. Use a new key for a new request.',
    { errors: [{ field: 'Idempotency-Key', message: 'must be a new one for another body' }] },
  );
}
