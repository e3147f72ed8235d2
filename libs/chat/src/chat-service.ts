import { isUpstreamFault } from '@app/providers';
import { usageOf } from './answering/bill.js';
import { findSources } from './answering/find-sources.js';
import { keepAnswer } from './answering/keep-answer.js';
import { openAnswer, type AnswerParts, type OpenAnswer } from './answering/open-answer.js';
import { brokenOutcome, finishedOutcome, type Outcome } from './answering/outcome.js';
import { canQuote, noteDegraded, QuotingModel } from './answering/quoting-model.js';
import { RunningAnswers } from './answering/running-answers.js';
import { stopSignal } from './answering/stop-signal.js';
import { terminalEvent } from './answering/terminal-event.js';
import { writeAnswer } from './answering/write-answer.js';
import type { ChatEvent } from './chat-event.js';
import { buildPrompt } from './prompt/build-prompt.js';
import type { AskContext, Question } from './question.js';

/** The only way to answer. JSON, SSE and sockets pour the same stream. */
export class ChatService {
  private readonly running = new RunningAnswers();

  constructor(private readonly parts: AnswerParts) {}

  /**
   * Everything an answer has to say, in order: `response.created` first, exactly one terminal event last, which
   * comes once the turn is durable. What can be refused before the first event is thrown by the first `next()`;
   * after it every error is the terminal event. A reader who leaves, a signal that aborts and a deadline stop the
   * model, settle the account and keep what was said.
   */
  async *ask(question: Question, context: AskContext): AsyncGenerator<ChatEvent> {
    const answer = await openAnswer(question, context, this.parts);
    const { clock, timers, conversations } = this.parts;
    const { draft, events } = answer;
    const controller = new AbortController();
    this.running.start(draft.id, context.ownerId, controller);
    const stop = stopSignal(controller, context.signal, context.deadline, clock, timers);
    let kept = false;
    try {
      const { id, conversationId, provider, model, options } = draft;
      yield events.next('response.created', {
        id,
        conversation_id: conversationId,
        provider,
        model,
        options,
      });
      let outcome: Outcome;
      try {
        if (draft.options.search_enabled) yield* this.search(answer, stop.signal);
        yield* this.writeOrQuote(answer, stop.signal);
        outcome = finishedOutcome(draft);
      } catch (thrown) {
        outcome = brokenOutcome(draft, thrown, stop.signal);
      }
      const usage = usageOf(context.account);
      yield events.next('usage.updated', { usage, cost: usage.cost });
      kept = true;
      yield terminalEvent(
        events,
        await keepAnswer(answer, outcome.status, usage, conversations, clock),
        outcome,
      );
    } finally {
      stop.dispose();
      this.running.end(draft.id);
      // The reader left before the end: nobody hears of it, but it has happened.
      if (!kept) await keepAnswer(answer, 'cancelled', usageOf(context.account), conversations, clock);
    }
  }

  /** Stops a running answer; false when there is none of this name that is this owner's. */
  cancel(ownerId: string, responseId: string): boolean {
    return this.running.cancel(ownerId, responseId);
  }

  private search(answer: OpenAnswer, signal: AbortSignal): AsyncIterable<ChatEvent> {
    const { draft, context, conversation, events, sourceLimit } = answer;
    const { metering, engine, config, clock, timers } = this.parts;
    const search = {
      engine: metering.search(engine, context.account),
      limit: sourceLimit,
      timeoutMs: config.search.timeoutMs,
      firstNumber: conversation.firstSource,
      signal,
      clock,
      timers,
    };
    return findSources(draft, search, events);
  }

  /** Where configuration wants it, what was found is quoted when every model is down and nothing was said yet. */
  private async *writeOrQuote(answer: OpenAnswer, signal: AbortSignal): AsyncGenerator<ChatEvent> {
    const { draft, events, context } = answer;
    try {
      yield* this.write(answer, signal);
    } catch (error) {
      const mayQuote = this.parts.config.resilience.degradedResponse && draft.content === '';
      if (!mayQuote || signal.aborted || !isUpstreamFault(error) || !canQuote(draft.sources)) throw error;
      const model = new QuotingModel(draft.sources);
      noteDegraded(draft, model);
      yield* writeAnswer(draft, model, { messages: [], maxTokens: 0, deltas: context.deltas }, events);
    }
  }

  private write(answer: OpenAnswer, signal: AbortSignal): AsyncIterable<ChatEvent> {
    const { draft, context, conversation, events, model, window } = answer;
    const { max_tokens: maxTokens, temperature } = draft.options;
    const { system, messages, dropped } = buildPrompt({
      question: draft.question.message,
      system: draft.question.options.system,
      history: conversation.history,
      sources: draft.sources,
      nonce: this.parts.ids.uuid().slice(0, 8),
      window,
      maxTokens,
    });
    draft.dropped = dropped;
    const { deltas, deadline } = context;
    const request = {
      system,
      messages,
      maxTokens,
      temperature: temperature ?? undefined,
      deltas,
      signal,
      deadline,
    };
    return writeAnswer(draft, model, request, events);
  }
}
