import type { ChatModel, ModelEvent, ModelRequest } from '@app/providers';
import type { CitationAdded, CitationRejected, ContentDelta, SearchResults } from '../chat-event.js';
import type { CitationOutput } from '../citations/citation-parser.js';
import { CitedText, type SourceFinder } from '../citations/cited-text.js';
import type { Draft } from './draft.js';
import type { EventSequence } from './event-sequence.js';

/** Throws when what the model wrote must not be read; asked before any of it is given, so `deltas` must be off. */
export type Approval = (output: readonly CitationOutput[]) => Promise<void>;

export type WritingEvent = ContentDelta | SearchResults | CitationAdded | CitationRejected;

export interface Writing {
  /** Which source a vendor's own citation means; it may add one to the draft. */
  readonly find: SourceFinder;
  readonly approve?: Approval;
}

/**
 * Lets the model write into the draft: its text as it comes, and each citation after the text it stands in. A
 * source that the vendor found by itself is told as search results before it is cited. Without deltas it is the same
 * events with one delta. What was held back when the model stops or breaks off is given out before this ends or throws.
 */
export async function* writeAnswer(
  draft: Draft,
  model: ChatModel,
  request: ModelRequest,
  events: EventSequence,
  { find, approve }: Writing,
): AsyncGenerator<WritingEvent> {
  const announced = { count: draft.sources.shown.length };
  const text = new CitedText(draft.sources.usable(), find);
  let failure: { readonly error: unknown } | null = null;
  const whole: CitationOutput[] = [];
  try {
    for await (const event of model.stream(request)) {
      const output = take(draft, text, event);
      if (request.deltas) yield* give(draft, output, events, announced);
      else whole.push(...output);
      // It may have been stopped while the reader had the event: the model would hear of it only at its next one.
      request.signal?.throwIfAborted();
    }
  } catch (error) {
    failure = { error };
  }
  const rest = inOnePiece([...whole, ...text.end()]);
  await approve?.(rest);
  yield* give(draft, rest, events, announced);
  if (failure) throw failure.error;
}

/** What it has used is the ledger's to read: it is told from the account. */
function take(draft: Draft, text: CitedText, event: ModelEvent): readonly CitationOutput[] {
  if (event.type === 'text-delta') return text.push(event.delta);
  if (event.type === 'citation') return text.cite(event);
  if (event.type === 'finish') draft.finishReason = event.reason;
  if (event.type === 'model-start' && event.nativeCitations) text.startNative();
  if (event.type === 'model-start' && event.fallback) noteFallback(draft, event.fallback);
  return [];
}

function noteFallback(
  draft: Draft,
  { provider, model }: { readonly provider: string; readonly model: string },
): void {
  draft.fallback = true;
  draft.answeredBy = { provider, model };
  draft.warnings.push({
    code: 'fallback',
    // The seed document's words first.
    message:
      'Response generated using fallback provider due to primary service unavailability: ' +
      `${draft.model} of ${draft.provider} did not answer, ${model} of ${provider} answered instead.`,
  });
}

function* give(
  draft: Draft,
  output: readonly CitationOutput[],
  events: EventSequence,
  announced: { count: number },
): Generator<WritingEvent> {
  for (const piece of output) {
    switch (piece.type) {
      case 'text':
        draft.content += piece.text;
        yield events.next('content.delta', { delta: piece.text, start_index: piece.start });
        break;
      case 'citation':
        if (announced.count < draft.sources.shown.length) {
          announced.count = draft.sources.shown.length;
          yield events.next('search.results', { sources: draft.sources.shown, degraded: false });
        }
        draft.citations.push(piece.citation);
        yield events.next('citation.added', piece.citation);
        break;
      case 'rejected':
        yield events.next('citation.rejected', { raw: piece.raw, reason: piece.reason });
        break;
    }
  }
}

/** One text with all that was held back, and the citations after it. */
function inOnePiece(output: readonly CitationOutput[]): readonly CitationOutput[] {
  const texts = output.filter((piece) => piece.type === 'text');
  const [first] = texts;
  if (first === undefined || texts.length === 1) return output;
  const text = texts.map((piece) => piece.text).join('');
  return [{ ...first, text }, ...output.filter((piece) => piece.type !== 'text')];
}
