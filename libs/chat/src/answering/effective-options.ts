import type { EffectiveOptions } from '../chat-event.js';
import type { QuestionOptions } from '../question.js';

/** Tokens an answer may have when the client says nothing: three pages. A ledger's hold is as large as this. */
const USUAL_MAX_TOKENS = 4_096;

/** What a request's options come to here; `searchAllowed` is the deployment's flag, which they cannot lift. */
export function effectiveOptions(options: QuestionOptions, searchAllowed: boolean): EffectiveOptions {
  return {
    search_enabled: searchAllowed && options.searchEnabled !== false,
    search_domains: options.searchDomains ?? [],
    search_recency: options.searchRecency ?? null,
    max_tokens: options.maxTokens ?? USUAL_MAX_TOKENS,
    temperature: options.temperature ?? null,
  };
}
