import { DomainPolicy } from '../domain-policy.js';
import { SearchEngine, type SearchRequest, type SearchResult } from '../search-engine.js';
import { malformed, refusal, retryAfter } from '../search-failure.js';
import { SearchWire, type RefusedAnswer, type WireOptions } from '../search-wire.js';
import { toHits } from '../to-hits.js';
import { countOf, objectOf } from '../wire-values.js';
import { toBody } from './to-body.js';
import { toPages } from './to-pages.js';

export interface TavilyOptions extends WireOptions {
  readonly apiKey: string;
}

/** What the plan allows is used up: of its credits, and of what is paid beyond them. */
const PLAN_LIMITS = new Set([432, 433]);

/** Tavily's search (https://docs.tavily.com/documentation/api-reference/endpoint/search). */
export class TavilySearchEngine extends SearchEngine {
  readonly name: string;
  private readonly wire: SearchWire;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(options: TavilyOptions) {
    super();
    this.name = options.name;
    this.wire = new SearchWire(options);
    this.headers = { authorization: `Bearer ${options.apiKey}` };
  }

  async search(request: SearchRequest): Promise<SearchResult> {
    const policy = new DomainPolicy(request);
    const { headers } = this;
    const answer = await this.wire.ask(
      {
        path: '/search',
        headers,
        body: toBody(request, policy),
        refused: (refused) => this.toError(refused),
      },
      request,
    );
    if (!Array.isArray(answer.results)) throw malformed(this.name);
    const now = this.wire.now();
    const hits = toHits(toPages(answer.results, this.name, now), { request, policy, now });
    // A basic search is one credit; a plan that counts otherwise says so.
    return { hits, billedRequests: countOf(objectOf(answer.usage).credits) ?? 1, degraded: false };
  }

  private toError({ status, headers }: RefusedAnswer) {
    return refusal({
      engine: this.name,
      status,
      key: 'TAVILY_API_KEY',
      usedUp: PLAN_LIMITS.has(status),
      retryAfterSeconds: retryAfter(headers['retry-after']),
    });
  }
}
