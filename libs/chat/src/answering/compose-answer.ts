import { isUpstreamFault, type ModelRequest } from '@app/providers';
import type { ChatEvent } from '../chat-event.js';
import type { Source } from '../chat-response.js';
import { buildPrompt } from '../prompt/build-prompt.js';
import { relevantPassages } from '../sources/relevant-passages.js';
import { BoundedJudge } from '../verification/bounded-judge.js';
import { ModelJudge } from '../verification/model-judge.js';
import { checkCitations, refuseUnsupported } from './check-citations.js';
import type { CitationCheck } from './check-claims.js';
import type { AnswerParts, OpenAnswer } from './open-answer.js';
import { canQuote, noteDegraded, QuotingModel } from './quoting-model.js';
import { vendorSources } from './vendor-sources.js';
import { type Approval, writeAnswer } from './write-answer.js';

/** Of each page, what goes into the prompt: about 750 tokens. */
const PASSAGES_CHARACTERS = 3_000;

/** Of the request's fence: more than anybody can guess. */
const NONCE_BYTES = 12;

/**
 * Lets the model answer. Where configuration wants it, what was found is quoted when every model is down and
 * nothing was said yet. Under the policy `refuse` nothing is given before all of it was checked.
 */
export async function* composeAnswer(
  answer: OpenAnswer,
  parts: AnswerParts,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent> {
  const { draft, events, context, model } = answer;
  const refuses = parts.config.citations.policy === 'refuse';
  const deltas = context.deltas && !refuses;
  const find = vendorSources(draft, answer.sourceNumbers, parts.clock);
  const approve = refuses ? approval(answer, parts, signal) : undefined;
  try {
    const request = { ...requestOf(answer, parts, signal), deltas };
    yield* writeAnswer(draft, model, request, events, { find, approve });
  } catch (error) {
    const mayQuote = parts.config.resilience.degradedResponse && draft.content === '';
    const quotable = draft.sources.quotable();
    if (!mayQuote || signal.aborted || !isUpstreamFault(error) || !canQuote(quotable)) throw error;
    const quoting = new QuotingModel(quotable);
    noteDegraded(draft, quoting);
    yield* writeAnswer(draft, quoting, { messages: [], maxTokens: 0, deltas }, events, { find, approve });
  }
}

/** What was cited is held against what was read; also of an answer that broke off. */
export function checkAnswer(
  answer: OpenAnswer,
  parts: AnswerParts,
  signal: AbortSignal,
): AsyncIterable<ChatEvent> {
  return checkCitations(answer.draft, checkOf(answer, parts, signal), answer.events);
}

function requestOf(
  answer: OpenAnswer,
  parts: AnswerParts,
  signal: AbortSignal,
): Omit<ModelRequest, 'deltas'> {
  const { draft, context, conversation, window } = answer;
  const { max_tokens: maxTokens } = draft.options;
  // As it was asked for: a fallback may take what the chosen model does not.
  const { temperature } = draft.question.options;
  const { dropped, ...prompt } = buildPrompt({
    question: draft.question.message,
    system: draft.question.options.system,
    history: conversation.history,
    sources: promptSources(answer, parts),
    nonce: parts.ids.token(NONCE_BYTES),
    window,
    maxTokens,
  });
  // Before the prompt was fitted, reading the conversation has left out what no model could take.
  const history_messages = dropped.history_messages + conversation.leftOut;
  draft.dropped = { ...dropped, history_messages };
  const { deadline } = context;
  return { ...prompt, maxTokens, temperature, signal, deadline };
}

/** Of a page that was read, the passages that bear on the question; of the others the engine's snippet. */
function promptSources({ draft }: OpenAnswer, { prepared }: AnswerParts): Source[] {
  return draft.sources.usable().map((source) => {
    const page = draft.sources.evidenceOf(source.id)?.page;
    const passages =
      page && relevantPassages(draft.question.message, prepared.ofPage(page), PASSAGES_CHARACTERS);
    return passages ? { ...source, snippet: passages } : source;
  });
}

function approval(answer: OpenAnswer, parts: AnswerParts, signal: AbortSignal): Approval {
  return (output) => refuseUnsupported(answer.draft, output, checkOf(answer, parts, signal));
}

function checkOf(
  { model }: OpenAnswer,
  { config, prepared, ids, clock, timers, turns }: AnswerParts,
  signal: AbortSignal,
): CitationCheck {
  const judge = config.citations.judge
    ? new BoundedJudge(new ModelJudge(model, () => ids.token(8)), { clock, timers })
    : null;
  return { config: config.citations, prepared, judge, signal, clock, turns };
}
