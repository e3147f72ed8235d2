import {
  PromptSearchEngine,
  type PromptSearchDialect,
  type PromptSearchOptions,
} from '../prompt-search-engine.js';
import { refusal, retryAfter } from '../search-failure.js';
import { objectsOf } from '../wire-values.js';
import { billedSearches, modelUsage } from './read-usage.js';
import { toBody } from './to-body.js';
import { hasSearched, toPages } from './to-pages.js';

const DIALECT: PromptSearchDialect = {
  path: '/v1/messages',
  // What a search puts into the context: ten pages, some two thousand tokens each.
  maxInputTokens: 24_000,
  headers: (apiKey) => ({ 'x-api-key': apiKey, 'anthropic-version': '2023-06-01' }),
  body: toBody,
  read(answer, { engine, model, now }) {
    if (!Array.isArray(answer.content)) return null;
    const content = objectsOf(answer.content);
    return {
      pages: toPages(content, engine, now),
      billedRequests: billedSearches(answer.usage, content),
      hasSearched: hasSearched(content),
      modelUsage: modelUsage(answer.usage, model),
    };
  },
  refusal: ({ status, headers }, engine) =>
    refusal({
      engine,
      status,
      key: 'ANTHROPIC_API_KEY',
      retryAfterSeconds: retryAfter(headers['retry-after']),
    }),
};

/** Anthropic's `web_search` server tool by the Messages API. */
export class AnthropicSearchEngine extends PromptSearchEngine {
  constructor(options: PromptSearchOptions) {
    super(options, DIALECT);
  }
}
