import { usageOf } from './bill.js';
import { checkAnswer, composeAnswer } from './answering/compose-answer.js';
import { gatherSources } from './answering/gather-sources.js';
import { type GivenAnswer, keepAnswer, type TurnWriter } from './answering/keep-answer.js';
import { openAnswer, type AnswerParts, type OpenAnswer } from './answering/open-answer.js';
import { brokenOutcome, finishedOutcome, type Outcome } from './answering/outcome.js';
import { StoppableAnswers, StoppedByCaller } from './answering/stoppable-answers.js';
import { stopSignal } from './answering/stop-signal.js';
import { terminalEvent } from './answering/terminal-event.js';
import { isTerminal, type ChatEvent } from './chat-event.js';
import type { ResponseUsage } from './chat-response.js';
import { isPassing } from './database-fault.js';
import type { AskContext, Question } from './question.js';
import { AnswerFollower } from './resume/answer-follower.js';
import type { FollowRequest } from './resume/answer-streams.js';
import { Resumables } from './resume/resumables.js';
import { silenceLimits } from './resume/silence-limits.js';
import { StreamLog } from './resume/stream-log.js';

/** How long a client waits for the end of its answer where the database is away. Milliseconds. */
const END_PATIENCE_MS = 30_000;
/** And where it is called off: less than a stopping process gives to last words. */
const LAST_WORD_PATIENCE_MS = 1_000;

/** The reader stopped reading. */
const LEFT: Outcome = { status: 'cancelled', reason: 'client-closed', error: null };

/** The only way to answer. JSON, SSE and sockets pour the same stream. */
export class ChatService {
  private readonly running = new StoppableAnswers();
  private readonly resumables: Resumables;
  private readonly told: AnswerFollower;

  constructor(private readonly parts: AnswerParts) {
    const { streams, clock, timers, config } = parts;
    const { resumeGraceMs, resumeLostAfterMs } = config.resilience;
    const limits = silenceLimits(resumeLostAfterMs);
    this.resumables = new Resumables(streams, clock, timers, resumeGraceMs, limits.beatMs);
    this.told = new AnswerFollower(streams, clock, limits, (ownerId, id) => this.running.has(ownerId, id));
  }

  /**
   * Everything an answer has to say, in order: `response.created` first, exactly one terminal event last, which
   * comes once the turn is durable. What can be refused before the first event is thrown by the first `next()`;
   * after it every error is the terminal event. A reader who leaves, a signal that aborts and a deadline stop the
   * model, settle the account and keep what was said. A resumable answer whose end cannot be written down in time
   * throws `answer-unsettled` instead of an end that might not be the one others are told.
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
      yield* this.end(answer, outcome, usage, stop.signal);
    } finally {
      stop.dispose();
      this.running.end(draft.id);
      // The reader left before the end: nobody hears of it, but it has happened.
      try {
        if (!kept) await this.endUnheard(answer, controller.signal);
      } finally {
        void this.parts.lateTurns.settled(draft.id).then(() => this.resumables.end(draft.id));
        await context.account.withheld?.post();
      }
    }
  }

  /** The terminal event, once it is certain that no reader is told another one. */
  private async *end(
    answer: OpenAnswer,
    outcome: Outcome,
    usage: ResponseUsage,
    signal: AbortSignal,
  ): AsyncGenerator<ChatEvent> {
    const { draft, events, context } = answer;
    const patienceMs = signal.aborted ? LAST_WORD_PATIENCE_MS : END_PATIENCE_MS;
    const given = await this.keep(answer, outcome, usage, patienceMs);
    if (given === 'lost') {
      yield* this.told.followLost({
        ownerId: context.ownerId,
        responseId: draft.id,
        afterSeq: events.last,
      });
      return;
    }
    const end = terminalEvent(events, given.response, outcome);
    if (!given.isKept) await this.resumables.tellEnd(draft.id, end, patienceMs);
    yield end;
  }

  private async endUnheard(answer: OpenAnswer, signal: AbortSignal): Promise<void> {
    const { context } = answer;
    await toTheEnd(checkAnswer(answer, this.parts, signal));
    await this.keep(answer, LEFT, usageOf(context.account), LAST_WORD_PATIENCE_MS).catch(
      // It goes on being tried.
      (error: unknown) => {
        if (!isPassing(error)) throw error;
      },
    );
  }

  /** Calls whose posting was withheld are posted once the answer is durable, and where it cannot be made so too. */
  private async keep(
    answer: OpenAnswer,
    outcome: Outcome,
    usage: ResponseUsage,
    patienceMs: number,
  ): Promise<GivenAnswer | 'lost'> {
    const { withheld } = answer.context.account;
    try {
      await withheld?.writeDown();
      const writer = this.writerOf(answer.context, patienceMs);
      return await keepAnswer(answer, outcome, usage, writer, this.parts.clock);
    } finally {
      await withheld?.post();
    }
  }

  private writerOf({ resumable }: AskContext, patienceMs: number): TurnWriter {
    const { conversations, lateTurns } = this.parts;
    return resumable ? (turn) => lateTurns.keep(turn, patienceMs) : (turn) => conversations.record(turn);
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
    // The end is noted where it can be read from nowhere else: see `end`.
    events.onEvent = (event) => {
      if (!isTerminal(event)) void log.note(event);
    };
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
