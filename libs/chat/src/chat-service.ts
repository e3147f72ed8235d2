import { usageOf } from './bill.js';
import { checkAnswer, composeAnswer } from './answering/compose-answer.js';
import { gatherSources } from './answering/gather-sources.js';
import { keepAnswer } from './answering/keep-answer.js';
import { openAnswer, type AnswerParts, type OpenAnswer } from './answering/open-answer.js';
import { brokenOutcome, finishedOutcome, type Outcome } from './answering/outcome.js';
import { StoppableAnswers, StoppedByCaller } from './answering/stoppable-answers.js';
import { stopSignal } from './answering/stop-signal.js';
import { terminalEvent } from './answering/terminal-event.js';
import type { ChatEvent } from './chat-event.js';
import type { ChatResponse, ResponseUsage } from './chat-response.js';
import type { AskContext, Question } from './question.js';
import { AnswerEvents } from './resume/answer-events.js';
import type { FollowRequest } from './resume/answer-streams.js';
import { Resumables } from './resume/resumables.js';
import { StreamLog } from './resume/stream-log.js';

/** The reader stopped reading. */
const LEFT: Outcome = { status: 'cancelled', reason: 'client-closed', error: null };

/** The only way to answer. JSON, SSE and sockets pour the same stream. */
export class ChatService {
  private readonly running = new StoppableAnswers();
  private readonly resumables: Resumables;
  private readonly told: AnswerEvents;

  constructor(private readonly parts: AnswerParts) {
    const { streams, clock, timers, config } = parts;
    this.resumables = new Resumables(streams, clock, timers, config.resilience.resumeGraceMs);
    this.told = new AnswerEvents(streams, clock, (ownerId, id) => this.running.has(ownerId, id));
  }

  /**
   * Everything an answer has to say, in order: `response.created` first, exactly one terminal event last, which
   * comes once the turn is durable. What can be refused before the first event is thrown by the first `next()`;
   * after it every error is the terminal event. A reader who leaves, a signal that aborts and a deadline stop the
   * model, settle the account and keep what was said.
   */
  async *ask(question: Question, context: AskContext): AsyncGenerator<ChatEvent> {
    const answer = await openAnswer(question, context, this.parts);
    const { clock, timers } = this.parts;
    const { draft } = answer;
    const controller = new AbortController();
    this.running.start(draft.id, context.ownerId, controller);
    const stop = stopSignal(controller, context.signal, context.deadline, clock, timers);
    let kept = true;
    try {
      const created = await this.begin(answer, controller);
      kept = false;
      yield created;
      let outcome: Outcome;
      try {
        yield* gatherSources(answer, this.parts, stop.signal);
        yield* composeAnswer(answer, this.parts, stop.signal);
        outcome = finishedOutcome(draft);
      } catch (thrown) {
        outcome = brokenOutcome(draft, thrown, stop.signal);
      }
      yield* checkAnswer(answer, this.parts, stop.signal);
      const usage = usageOf(context.account);
      const { events } = answer;
      yield events.next('usage.updated', { usage, cost: usage.cost });
      kept = true;
      yield terminalEvent(events, await this.keep(answer, outcome, usage), outcome);
    } finally {
      stop.dispose();
      this.running.end(draft.id);
      this.resumables.end(draft.id);
      // The reader left before the end: nobody hears of it, but it has happened.
      try {
        if (!kept) {
          await toTheEnd(checkAnswer(answer, this.parts, controller.signal));
          await this.keep(answer, LEFT, usageOf(context.account));
        }
      } finally {
        await context.account.withheld?.post();
      }
    }
  }

  /** Calls whose posting was withheld are posted once the answer is durable, and where it cannot be made so too. */
  private async keep(answer: OpenAnswer, outcome: Outcome, usage: ResponseUsage): Promise<ChatResponse> {
    const { withheld } = answer.context.account;
    try {
      await withheld?.writeDown();
      return await keepAnswer(answer, outcome, usage, this.parts.conversations, this.parts.clock);
    } finally {
      await withheld?.post();
    }
  }

  /** The events of an answer of this owner's after `afterSeq`, once each, to its end. See `AnswerEvents.follow`. */
  follow(request: FollowRequest, signal?: AbortSignal): AsyncGenerator<ChatEvent> {
    return this.told.follow(request, signal);
  }

  /** The first event; of a resumable answer it is durable, so that whoever has its id can come back. */
  private async begin(answer: OpenAnswer, controller: AbortController): Promise<ChatEvent> {
    const { draft, events, context } = answer;
    const { id, conversationId, provider, model, options } = draft;
    const data = { id, conversation_id: conversationId, provider, model, options };
    if (!context.resumable) return events.next('response.created', data);
    const about = { responseId: id, ownerId: context.ownerId, conversationId };
    const log = new StreamLog(about, this.parts.streams, this.parts.clock);
    const created = events.next('response.created', data);
    await log.note(created);
    events.onEvent = (event) => void log.note(event);
    this.resumables.start(id, log, () => controller.abort(new StoppedByCaller('client-closed')));
    const { left } = context.resumable;
    const leave = (): void => this.resumables.leave(id);
    if (left.aborted) leave();
    else left.addEventListener('abort', leave, { once: true });
    return created;
  }

  /** Stops a running answer; false when there is none of this name that is this owner's. */
  cancel(ownerId: string, responseId: string): boolean {
    return this.running.cancel(ownerId, responseId);
  }
}

/** For what an event stream does, where nobody hears what it says. */
async function toTheEnd(events: AsyncIterable<ChatEvent>): Promise<void> {
  const unheard = events[Symbol.asyncIterator]();
  while (!(await unheard.next()).done);
}
