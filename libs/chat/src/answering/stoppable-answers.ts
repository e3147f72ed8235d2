import { AppError } from '@app/platform';

/** More at the same time no process serves; what is over that is refused before it costs anything. */
const MOST_ANSWERS = 10_000;

/** Why an answer was stopped: the reason of its signal's abort. */
export class StoppedByCaller extends Error {
  constructor(readonly reason: 'cancelled' | 'client-closed') {
    super(`The answer was stopped: ${reason}.`);
    this.name = 'StoppedByCaller';
  }
}

interface StoppableAnswer {
  readonly ownerId: string;
  readonly controller: AbortController;
}

/** The answers this process is giving, so that their owners can stop them. */
export class StoppableAnswers {
  private readonly answers = new Map<string, StoppableAnswer>();

  get size(): number {
    return this.answers.size;
  }

  start(responseId: string, ownerId: string, controller: AbortController): void {
    if (this.answers.size >= MOST_ANSWERS)
      throw new AppError(
        'service-unavailable',
        'too-many-answers',
        'Too many answers are being given. Try again shortly.',
        {
          retryAfterSeconds: 1,
        },
      );
    this.answers.set(responseId, { ownerId, controller });
  }

  end(responseId: string): void {
    this.answers.delete(responseId);
  }

  has(ownerId: string, responseId: string): boolean {
    return this.answers.get(responseId)?.ownerId === ownerId;
  }

  /** False when there is none of this name that is this owner's. */
  cancel(ownerId: string, responseId: string): boolean {
    const answer = this.answers.get(responseId);
    if (answer?.ownerId !== ownerId) return false;
    answer.controller.abort(new StoppedByCaller('cancelled'));
    return true;
  }
}
