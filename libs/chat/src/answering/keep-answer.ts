import { Logger } from '@nestjs/common';
import type { Clock } from '@app/platform';
import type { ChatResponse, ResponseUsage } from '../chat-response.js';
import type { Conversations } from '../conversations/conversations.js';
import { draftResponse } from './draft-response.js';
import type { OpenAnswer } from './open-answer.js';
import type { Outcome } from './outcome.js';
import { terminalEntry } from './terminal-event.js';
import { titleOf } from './title.js';

const logger = new Logger('Conversations');

/**
 * Makes the response and resolves with it once it is durable. Where it cannot be kept, the answer is given all
 * the same, and says so: it has been paid for and read by then.
 */
export async function keepAnswer(
  answer: OpenAnswer,
  outcome: Outcome,
  usage: ResponseUsage,
  conversations: Conversations,
  clock: Clock,
): Promise<ChatResponse> {
  const { draft, events, context, isFirstTurn, sourceNumbers } = answer;
  const { status } = outcome;
  const response = draftResponse(draft, status, usage, clock);
  const { message } = draft.question;
  try {
    await conversations.record({
      conversationId: draft.conversationId,
      isFirst: isFirstTurn,
      ownerId: context.ownerId,
      requestId: context.requestId,
      title: titleOf(message),
      question: message,
      response,
      events: events.outlineWith(
        events.isSettled ? [terminalEntry(outcome)] : [['usage.updated'], terminalEntry(outcome)],
      ),
      sourcesUsedTo: sourceNumbers.first + draft.sources.length,
      sourcesKeptTo: sourceNumbers.end,
      askedAt: draft.askedAt,
      answeredAt: clock.now(),
    });
    return response;
  } catch (error) {
    logger.error({ message: 'An answer could not be kept.', request_id: context.requestId, error });
    draft.warnings.push({
      code: 'answer-not-kept',
      message: 'This answer could not be saved, so the conversation will not remember it.',
    });
    return draftResponse(draft, status, usage, clock);
  }
}
