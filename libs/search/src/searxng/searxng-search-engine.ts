import { DomainPolicy } from '../domain-policy.js';
import { SearchEngine, type SearchRequest, type SearchResult } from '../search-engine.js';
import { malformed } from '../search-failure.js';
import { SearchWire, type WireOptions } from '../search-wire.js';
import { toHits } from '../to-hits.js';
import { objectsOf } from '../wire-values.js';
import { toError } from './to-error.js';
import { toPage } from './to-page.js';
import { toRequest } from './to-request.js';

/** SearXNG's JSON API (https://docs.searxng.org/dev/search_api.html); the sandbox speaks it too. */
export class SearxngSearchEngine extends SearchEngine {
  readonly name: string;
  private readonly wire: SearchWire;

  constructor(options: WireOptions) {
    super();
    this.name = options.name;
    this.wire = new SearchWire(options);
  }

  async search(request: SearchRequest): Promise<SearchResult> {
    const policy = new DomainPolicy(request);
    const path = `/search?${toRequest(request, policy).toString()}`;
    const answer = await this.wire.ask({ path, refused: (refused) => toError(this.name, refused) }, request);
    const { results, unresponsive_engines: unresponsive } = answer;
    if (!Array.isArray(results)) throw malformed(this.name);
    const pages = objectsOf(results).map((result) => toPage(result, this.name));
    const hits = toHits(pages, { request, policy, now: this.wire.now() });
    const silent = Array.isArray(unresponsive) && unresponsive.length > 0;
    return { hits, billedRequests: 1, degraded: silent && hits.length === 0 };
  }
}
