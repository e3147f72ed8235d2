import { Injectable } from '@nestjs/common';
import { AppError } from '@app/platform';
import type { ChatResponse } from './chat-response.js';
import { Conversations } from './conversations/conversations.js';

/** The answers that were given, each as it was sent. */
@Injectable()
export class Answers {
  constructor(private readonly conversations: Conversations) {}

  /** Throws `answer-not-found`, for another owner's too. */
  async read(ownerId: string, responseId: string): Promise<ChatResponse> {
    const answer = await this.conversations.readAnswer(ownerId, responseId);
    if (answer) return answer;
    throw new AppError(
      'not-found',
      'answer-not-found',
      'There is no such answer, or it is not finished yet.',
    );
  }
}
