import { AppError } from '@app/platform';
import type { AnswerStreams, ReadAnswer } from './answer-streams.js';
import type { FinishedAnswer } from './replay-answer.js';

/** Of answers that are being told again at the same time, in characters of JSON: about 128 MB as objects. */
const MOST_CHARACTERS = 32_000_000;

export interface SharedAnswer {
  readonly answer: FinishedAnswer;
  /** To be called once, when its reader has ended. */
  readonly giveBack: () => void;
}

interface Held {
  readonly read: ReadAnswer;
  readers: number;
}

/**
 * Finished answers while they are told again, each once however many read it, and gone with its last reader: whoever
 * comes later is shown what the database has then. One is loaded at a time, so that what is held is known before more.
 */
export class SharedAnswers {
  private readonly held = new Map<string, Held>();
  private loading: Promise<unknown> = Promise.resolve();
  private characters = 0;

  constructor(
    private readonly streams: Pick<AnswerStreams, 'readFinished'>,
    private readonly mostCharacters = MOST_CHARACTERS,
  ) {}

  /** Null: there is none. Throws `too-many-replays` while others hold all there is room for. */
  take(ownerId: string, responseId: string): Promise<SharedAnswer | null> {
    const taken = this.loading.then(() => this.takeNext(ownerId, responseId));
    this.loading = taken.catch(() => undefined);
    return taken;
  }

  private async takeNext(ownerId: string, responseId: string): Promise<SharedAnswer | null> {
    const key = `${ownerId} ${responseId}`;
    const held = this.held.get(key) ?? (await this.load(key, ownerId, responseId));
    return held && { answer: held.read.answer, giveBack: this.lend(key, held) };
  }

  private async load(key: string, ownerId: string, responseId: string): Promise<Held | null> {
    if (this.characters >= this.mostCharacters) throw full();
    const read = await this.streams.readFinished(ownerId, responseId);
    if (!read) return null;
    const held = { read, readers: 0 };
    this.held.set(key, held);
    this.characters += read.characters;
    return held;
  }

  private lend(key: string, held: Held): () => void {
    held.readers += 1;
    return () => {
      held.readers -= 1;
      if (held.readers > 0) return;
      this.held.delete(key);
      this.characters -= held.read.characters;
    };
  }
}

function full(): AppError {
  return new AppError(
    'service-unavailable',
    'too-many-replays',
    'Too many long answers are being told again. Try again shortly.',
    { retryAfterSeconds: 2 },
  );
}
