import { Injectable } from '@nestjs/common';
import { AppError } from '@app/platform';
import type { ChatEvent, TerminalEvent } from './chat-event.js';
import type { ChatResponse } from './chat-response.js';
import { Conversations } from './conversations/conversations.js';
import { AnswerStreams } from './resume/answer-streams.js';
import { LateTurns } from './resume/late-turns.js';
import { endOf, replayAnswer, type FinishedAnswer } from './resume/replay-answer.js';

/** The answers that were given, each as it was sent. */
@Injectable()
export class Answers {
  constructor(
    private readonly conversations: Conversations,
    private readonly streams: AnswerStreams,
    private readonly lateTurns: LateTurns,
  ) {}

  /** Resolves when it is decided whether an answer that this process gave is kept; at once where nothing is open. */
  settled(responseId: string): Promise<void> {
    return this.lateTurns.settled(responseId);
  }

  /** Throws `answer-not-found`, for another owner's too. */
  async read(ownerId: string, responseId: string): Promise<ChatResponse> {
    const answer = await this.conversations.readAnswer(ownerId, responseId);
    if (answer) return answer;
    throw notFound();
  }

  /** Its events again, as they were told. Throws as `read`, and where the database is away. */
  async retell(ownerId: string, responseId: string): Promise<readonly ChatEvent[]> {
    return [...replayAnswer(await this.find(ownerId, responseId), 0)];
  }

  /** How it ended, with the reason and the error where there is one. Throws as `read`. */
  async readEnd(ownerId: string, responseId: string): Promise<TerminalEvent> {
    return endOf(await this.find(ownerId, responseId));
  }

  private async find(ownerId: string, responseId: string): Promise<FinishedAnswer> {
    const found = await this.streams.readFinished(ownerId, responseId);
    if (!found) throw notFound();
    return found.answer;
  }
}

function notFound(): AppError {
  return new AppError('not-found', 'answer-not-found', 'There is no such answer, or it is not finished yet.');
}
