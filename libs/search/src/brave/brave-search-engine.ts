import { DomainPolicy } from '../domain-policy.js';
import { SearchEngine, type SearchRequest, type SearchResult } from '../search-engine.js';
import { malformed } from '../search-failure.js';
import { SearchWire, type WireOptions } from '../search-wire.js';
import { toHits } from '../to-hits.js';
import { objectOf, objectsOf } from '../wire-values.js';
import { toError } from './to-error.js';
import { toPage } from './to-page.js';
import { toRequest } from './to-request.js';

export interface BraveOptions extends WireOptions {
  readonly apiKey: string;
}

/** Brave's web search (https://api-dashboard.search.brave.com/api-reference/web/search/get). */
export class BraveSearchEngine extends SearchEngine {
  readonly name: string;
  private readonly wire: SearchWire;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(options: BraveOptions) {
    super();
    this.name = options.name;
    this.wire = new SearchWire(options);
    this.headers = { 'x-subscription-token': options.apiKey, 'cache-control': 'no-cache' };
  }

  async search(request: SearchRequest): Promise<SearchResult> {
    const policy = new DomainPolicy(request);
    const path = `/res/v1/web/search?${toRequest(request, policy).toString()}`;
    const { headers } = this;
    const answer = await this.wire.ask(
      { path, headers, refused: (refused) => toError(this.name, refused) },
      request,
    );
    const { results } = objectOf(answer.web);
    // A search that finds nothing has no `web` at all, and still says what kind of answer it is.
    if (answer.type !== 'search' && !Array.isArray(results)) throw malformed(this.name);
    const now = this.wire.now();
    const pages = objectsOf(results).map((result) => toPage(result, this.name, now));
    return { hits: toHits(pages, { request, policy, now }), billedRequests: 1, degraded: false };
  }
}
