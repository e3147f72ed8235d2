import {
  PromptSearchEngine,
  type PromptSearchDialect,
  type PromptSearchOptions,
} from '../prompt-search-engine.js';
import { refusal, retryAfter } from '../search-failure.js';
import { objectOf, objectsOf, type WireObject } from '../wire-values.js';
import { billedSearches, modelUsage } from './read-usage.js';
import { toBody } from './to-body.js';
import { toPages } from './to-pages.js';

const DIALECT: PromptSearchDialect = {
  path: '/responses',
  // A search is a fixed block of 8,000 tokens at the small models; the instructions and query are below 1,000.
  maxInputTokens: 10_000,
  headers: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
  body: toBody,
  read(answer, { engine, model }) {
    if (!Array.isArray(answer.output)) return null;
    const output = objectsOf(answer.output);
    return {
      pages: toPages(output, engine),
      billedRequests: billedSearches(answer, output),
      hasSearched: output.some(isFinishedSearch),
      modelUsage: modelUsage(answer.usage, model),
    };
  },
  refusal: ({ status, headers, body }, engine) =>
    refusal({
      engine,
      status,
      key: 'OPENAI_API_KEY',
      usedUp: objectOf(objectOf(body).error).code === 'insufficient_quota',
      retryAfterSeconds: retryAfter(headers['retry-after']),
    }),
};

/** OpenAI's `web_search` tool by the Responses API, whose base URL ends in `/v1`. */
export class OpenAiSearchEngine extends PromptSearchEngine {
  constructor(options: PromptSearchOptions) {
    super(options, DIALECT);
  }
}

function isFinishedSearch({ type, status }: WireObject): boolean {
  return type === 'web_search_call' && status === 'completed';
}
