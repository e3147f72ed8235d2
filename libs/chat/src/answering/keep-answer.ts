import { Logger } from '@nestjs/common';
import { type Clock, inTime } from '@app/platform';
import type { ChatResponse, ResponseUsage, Warning } from '../chat-response.js';
import type { Recorded, Turn } from '../conversations/conversations.js';
import { isPassing } from '../database-fault.js';
import { draftResponse } from './draft-response.js';
import type { OpenAnswer } from './open-answer.js';
import type { Outcome } from './outcome.js';
import { terminalEntry } from './terminal-event.js';
import { titleOf } from './title.js';

const logger = new Logger('Conversations');

/** How long a client waits for its last event because of a slow database; a resumable answer has its own patience. Milliseconds. */
const KEEP_MS = 5_000;

const UNSAVED: Warning = {
  code: 'answer-not-kept',
  message: 'This answer could not be saved, so the conversation will not remember it.',
};
const ERASED: Warning = {
  code: 'answer-not-kept',
  message: 'The conversation was erased while this answer was given, so it was not kept.',
};

/** `isKept`: it is durable as it stands, and will be found by its id. */
export interface GivenAnswer {
  readonly response: ChatResponse;
  readonly isKept: boolean;
}

/** Writes a turn down, once or until it is decided. */
export type TurnWriter = (turn: Turn) => Promise<Recorded>;

/**
 * Makes the response and resolves with it once it is durable. Where it cannot be kept, the answer is given all
 * the same, and says so: it has been paid for and read by then. `lost`: a reader elsewhere was told another end.
 * Throws `answer-unsettled` where a resumable answer may still get either.
 */
export async function keepAnswer(
  answer: OpenAnswer,
  outcome: Outcome,
  usage: ResponseUsage,
  write: TurnWriter,
  clock: Clock,
): Promise<GivenAnswer | 'lost'> {
  const { draft, context } = answer;
  const response = draftResponse(draft, outcome.status, usage, clock);
  try {
    const written = write(turnOf(answer, outcome, response, clock));
    const recorded = await (context.resumable ? written : inTime(written, clock, KEEP_MS, tooSlow));
    if (recorded === 'lost') return 'lost';
    if (recorded === 'kept') return { response, isKept: true };
    draft.warnings.push(ERASED);
  } catch (error) {
    if (context.resumable && isPassing(error)) throw error;
    logger.error({ message: 'An answer could not be kept.', request_id: context.requestId, error });
    draft.warnings.push(UNSAVED);
  }
  return { response: draftResponse(draft, outcome.status, usage, clock), isKept: false };
}

function tooSlow(): Error {
  return new Error(`Not kept within ${KEEP_MS} ms.`);
}

function turnOf(answer: OpenAnswer, outcome: Outcome, response: ChatResponse, clock: Clock): Turn {
  const { draft, events, context, isFirstTurn, sourceNumbers } = answer;
  const { message } = draft.question;
  return {
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
    sourcesUsedTo: sourceNumbers.first + draft.sources.shown.length,
    sourcesKeptTo: sourceNumbers.end,
    askedAt: draft.askedAt,
    answeredAt: clock.now(),
  };
}
