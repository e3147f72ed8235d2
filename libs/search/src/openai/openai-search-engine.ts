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
import { objectOf, objectsOf } from '../wire-values.js';
import { billedSearches, modelUsage } from './read-usage.js';
import { toBody } from './to-body.js';
import { toPages } from './to-pages.js';

export interface OpenAiSearchOptions extends WireOptions {
  readonly apiKey: string;
  readonly model: string;
}

/** A search is a fixed block of 8,000 tokens at the small models; the instructions and query are below 1,000. */
const MOST_INPUT_TOKENS = 10_000;

/** OpenAI's `web_search` tool by the Responses API, whose base URL ends in `/v1`. */
export class OpenAiSearchEngine extends SearchEngine {
  readonly name: string;
  private readonly wire: SearchWire;
  private readonly headers: Readonly<Record<string, string>>;
  private readonly model: string;

  constructor(options: OpenAiSearchOptions) {
    super();
    this.name = options.name;
    this.model = options.model;
    this.wire = new SearchWire(options);
    this.headers = { authorization: `Bearer ${options.apiKey}` };
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
      { path: '/responses', headers, body, refused: (refused) => this.toError(refused) },
      request,
    );
    if (!Array.isArray(answer.output)) throw malformed(this.name);
    const output = objectsOf(answer.output);
    const hits = toHits(toPages(output, this.name), { request, policy, now: this.wire.now() });
    return {
      hits,
      billedRequests: billedSearches(answer, output),
      degraded: hits.length === 0 && !output.some(isFinishedSearch),
      modelUsage: modelUsage(answer.usage, model),
    };
  }

  private toError({ status, headers, body }: RefusedAnswer) {
    return refusal({
      engine: this.name,
      status,
      key: 'OPENAI_API_KEY',
      usedUp: objectOf(objectOf(body).error).code === 'insufficient_quota',
      retryAfterSeconds: retryAfter(headers['retry-after']),
    });
  }
}

/** A model that did not search, or whose search failed, has not found "nothing". */
function isFinishedSearch({ type, status }: Readonly<Record<string, unknown>>): boolean {
  return type === 'web_search_call' && status === 'completed';
}
