import type { EffectiveOptions } from '../chat-event.js';
import type { Warning } from '../chat-response.js';
import { takesTemperature, type ChatModel } from '@app/providers';
import type { QuestionOptions } from '../question.js';

/** Tokens an answer may have when the client says nothing: three pages. A ledger's hold is as large as this. */
const USUAL_MAX_TOKENS = 4_096;

/** What is said of a model that takes none, where one was asked for. */
export const TEMPERATURE_IGNORED: Warning = {
  code: 'temperature-ignored',
  message: 'The model takes no temperature, so the one asked for was not sent.',
};

/**
 * What a request's options come to here, with this model; `searchAllowed` is the deployment's flag, which they
 * cannot lift.
 */
export function effectiveOptions(
  options: QuestionOptions,
  searchAllowed: boolean,
  { vendor, model }: Pick<ChatModel, 'vendor' | 'model'>,
): EffectiveOptions {
  return {
    search_enabled: searchAllowed && options.searchEnabled !== false,
    search_domains: options.searchDomains ?? [],
    search_recency: options.searchRecency ?? null,
    max_tokens: options.maxTokens ?? USUAL_MAX_TOKENS,
    temperature: takesTemperature(vendor, model) ? (options.temperature ?? null) : null,
  };
}
