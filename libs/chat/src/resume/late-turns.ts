import { Logger } from '@nestjs/common';
import { AppError, inTime, type Clock } from '@app/platform';
import type { Conversations, Recorded, Turn } from '../conversations/conversations.js';
import { isPassing, isRejectedData } from '../database-fault.js';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;
/** Turns that wait for the database at the same time, and their characters; what is over that is tried once. */
const MOST_TURNS = 1_000;
const MOST_CHARACTERS = 32_000_000;

/**
 * The turns of resumable answers, each written until it is decided: an answer that was paid for and shown is not
 * lost to an outage at its end, and nobody is told an end before it is the only one.
 */
export class LateTurns {
  private readonly logger = new Logger('Conversations');
  private readonly trying = new Map<string, Promise<Recorded>>();
  private readonly stopping = new AbortController();
  private characters = 0;

  constructor(
    private readonly conversations: Pick<Conversations, 'record' | 'readAnswer'>,
    private readonly clock: Clock,
    private readonly limits = { turns: MOST_TURNS, characters: MOST_CHARACTERS },
  ) {}

  /**
   * What became of the turn. Throws the database's own error where it will never take it, and `answer-unsettled`
   * where that is not known after `patienceMs`: then it goes on being tried without its caller.
   */
  async keep(turn: Turn, patienceMs: number): Promise<Recorded> {
    try {
      return await inTime(this.track(turn), this.clock, patienceMs, () => unsettled(turn));
    } catch (error) {
      throw isPassing(error) ? unsettled(turn) : error;
    }
  }

  /** Resolves when the turn of this answer is decided or given up; at once where none is tried. */
  async settled(responseId: string): Promise<void> {
    await this.trying.get(responseId)?.catch(() => undefined);
  }

  /** What still waits is tried once more and then given up. */
  async close(): Promise<void> {
    this.stopping.abort();
    await Promise.allSettled(this.trying.values());
  }

  private track(turn: Turn): Promise<Recorded> {
    const { id } = turn.response;
    const weight = weightOf(turn);
    const hasRoom =
      this.trying.size < this.limits.turns && this.characters + weight <= this.limits.characters;
    this.characters += weight;
    const trying = this.record(turn, hasRoom).finally(() => {
      this.trying.delete(id);
      this.characters -= weight;
    });
    this.trying.set(id, trying);
    // Whoever waits for it has gone by then; the log has it.
    trying.catch(() => undefined);
    return trying;
  }

  private async record(turn: Turn, mayWait: boolean): Promise<Recorded> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      const last = !mayWait || this.stopping.signal.aborted;
      try {
        return await this.recordOnce(turn);
      } catch (error) {
        if (pauseMs === FIRST_PAUSE_MS || last || !isPassing(error)) this.complain(turn, error);
        if (last || !isPassing(error)) throw error;
      }
      await this.clock.sleep(pauseMs, this.stopping.signal).catch(() => undefined);
    }
  }

  /** A commit whose answer was lost on its way makes the next try a duplicate. */
  private async recordOnce(turn: Turn): Promise<Recorded> {
    try {
      return await this.conversations.record(turn);
    } catch (error) {
      if (!isRejectedData(error)) throw error;
      if (await this.conversations.readAnswer(turn.ownerId, turn.response.id)) return 'kept';
      throw error;
    }
  }

  private complain({ requestId, response }: Turn, error: unknown): void {
    const message = 'An answer could not be kept yet.';
    this.logger.error({ message, request_id: requestId, response_id: response.id, error });
  }
}

function weightOf({ question, events, response }: Turn): number {
  const sources = response.sources.reduce((sum, { snippet }) => sum + snippet.length, 0);
  return question.length + response.message.content.length + sources + (events?.length ?? 0);
}

function unsettled({ response }: Turn): AppError {
  return new AppError(
    'service-unavailable',
    'answer-unsettled',
    'The answer has ended, but its end could not be written down yet. Come back for it.',
    { retryAfterSeconds: 5, extensions: { response_id: response.id } },
  );
}
