import { DomainPolicy } from '../domain-policy.js';
import {
  SearchEngine,
  type SearchModelCall,
  type SearchRequest,
  type SearchResult,
} from '../search-engine.js';
import { malformed, refusal, retryAfter } from '../search-failure.js';
import { MOST_OUTPUT_TOKENS } from '../search-prompt.js';
import { SearchWire, type RefusedAnswer, type WireOptions } from '../search-wire.js';
import { toHits } from '../to-hits.js';
import { objectsOf } from '../wire-values.js';
import { billedSearches, modelUsage } from './read-usage.js';
import { toBody } from './to-body.js';
import { hasSearched, toPages } from './to-pages.js';

export interface AnthropicSearchOptions extends WireOptions {
  readonly apiKey: string;
  readonly model: string;
}

/** What a search puts into the context: ten pages, some two thousand tokens each. */
const MOST_INPUT_TOKENS = 24_000;

/** Anthropic's `web_search` server tool by the Messages API. */
export class AnthropicSearchEngine extends SearchEngine {
  readonly name: string;
  private readonly wire: SearchWire;
  private readonly headers: Readonly<Record<string, string>>;
  private readonly model: string;

  constructor(options: AnthropicSearchOptions) {
    super();
    this.name = options.name;
    this.model = options.model;
    this.wire = new SearchWire(options);
    this.headers = { 'x-api-key': options.apiKey, 'anthropic-version': '2023-06-01' };
  }

  override get modelCall(): SearchModelCall {
    const { model } = this;
    return { model, maxInputTokens: MOST_INPUT_TOKENS, maxOutputTokens: MOST_OUTPUT_TOKENS };
  }

  async search(request: SearchRequest): Promise<SearchResult> {
    const policy = new DomainPolicy(request);
    const { headers, model } = this;
    const body = toBody(request, policy, model);
    const answer = await this.wire.ask(
      { path: '/v1/messages', headers, body, refused: (refused) => this.toError(refused) },
      request,
    );
    if (!Array.isArray(answer.content)) throw malformed(this.name);
    const content = objectsOf(answer.content);
    const now = this.wire.now();
    const hits = toHits(toPages(content, this.name, now), { request, policy, now });
    return {
      hits,
      billedRequests: billedSearches(answer.usage, content),
      // Its errors come inside a 200, and the tokens around them are billed: degraded, not thrown.
      degraded: hits.length === 0 && !hasSearched(content),
      modelUsage: modelUsage(answer.usage, model),
    };
  }

  private toError({ status, headers }: RefusedAnswer) {
    const retryAfterSeconds = retryAfter(headers['retry-after']);
    return refusal({ engine: this.name, status, key: 'ANTHROPIC_API_KEY', retryAfterSeconds });
  }
}
