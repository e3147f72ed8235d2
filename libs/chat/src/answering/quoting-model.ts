import { ChatModel, type ModelEvent } from '@app/providers';
import type { Source } from '../chat-response.js';
import type { Draft } from './draft.js';

/** The seed document's words for an answer nobody wrote. */
const APOLOGY = "I apologize, but I'm experiencing some technical difficulties. Here's a basic response:";
const MOST_QUOTES = 3;

/**
 * Stands in when no model answers: it says so and quotes what the search found, each passage with its source.
 * It adds no word of its own to them.
 */
export class QuotingModel extends ChatModel {
  readonly provider = 'none';
  readonly vendor = 'openai';
  readonly model = 'search-results';

  constructor(private readonly sources: readonly Source[]) {
    super();
  }

  async *stream(): AsyncGenerator<ModelEvent> {
    yield { type: 'model-start', id: 'none', model: this.model };
    yield { type: 'text-delta', delta: [APOLOGY, ...quotesOf(this.sources)].join('\n\n') };
    yield { type: 'finish', reason: 'other', rawReason: 'degraded' };
  }
}

/** Whether there is anything to quote; an apology alone would be an error that says 200. */
export function canQuote(sources: readonly Source[]): boolean {
  return quotesOf(sources).length > 0;
}

export function noteDegraded(draft: Draft, { provider, model }: QuotingModel): void {
  draft.answeredBy = { provider, model };
  draft.warnings.push({
    code: 'degraded',
    message: 'No model could be reached: this response only quotes what the search found.',
  });
}

/** Square brackets would read as markers of their own. */
function quotesOf(sources: readonly Source[]): string[] {
  const passages = sources.map(({ id, snippet }) => ({
    id,
    text: snippet.replace(/[[\]]/g, ' ').replace(/\s+/g, ' ').trim(),
  }));
  return passages
    .filter(({ text }) => text !== '')
    .slice(0, MOST_QUOTES)
    .map(({ id, text }) => `${text} [${id}]`);
}
