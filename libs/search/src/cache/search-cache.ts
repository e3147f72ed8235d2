import type { Clock } from '@app/platform';
import { SearchEngine, type SearchRequest, type SearchResult } from '../search-engine.js';
import { SearchError } from '../search-error.js';
import { SearchFlight } from './search-flight.js';
import { searchKey } from './search-key.js';
import { StoredResults } from './stored-results.js';

export interface SearchCacheOptions {
  readonly clock: Clock;
  /** How long an answer stays good. Milliseconds. */
  readonly ttlMs?: number;
  readonly maxEntries?: number;
  /** What all answers together may weigh in memory, roughly. Bytes. */
  readonly maxBytes?: number;
}

export const SEARCH_CACHE_DEFAULTS = { ttlMs: 300_000, maxEntries: 1_000, maxBytes: 16 * 1024 * 1024 };

/**
 * Answers that several callers share, and searches under way that they wait for together.
 *
 * What is shared is the cache, never the engine: each caller brings its own, metered on its own account, and the
 * cache stands around that one (`cache.through(metering.search(engine, account), tenant)`). The other way round, a
 * metered cache would reserve and post for answers that cost nothing; and a cache around one metered engine
 * would put everybody's searches on one account.
 *
 * Who shares: the callers of one tenant. A hit is faster and free, so between strangers it would tell each what the
 * other has asked.
 *
 * Who pays: the caller whose engine was asked. Its account carries the whole search, also when it leaves while
 * others still wait. All the others get the same hits with `cached: true`, `billedRequests: 0` and no
 * `modelUsage`. Nobody is charged a share: a bill that depends on who else asked cannot be explained to anyone.
 *
 * - A failure is not kept. The `SearchError` of an engine fails all who wait for it: asking again at once, once for
 *   each of them, is what an engine in trouble needs least. Any other error is the first caller's own (an empty
 *   budget): the others then ask on their own accounts.
 * - An abort takes away one caller. The search goes on for the others and is aborted when the last one has left.
 * - A degraded answer is given to those who wait and is not kept.
 */
export class SearchCache {
  private readonly stored: StoredResults;
  private readonly flights = new Map<string, SearchFlight>();

  constructor(options: SearchCacheOptions) {
    this.stored = new StoredResults({ ...SEARCH_CACHE_DEFAULTS, ...options });
  }

  /** The engine, which is asked only for what its tenant does not know yet. `tenant`: who may share with whom. */
  through(engine: SearchEngine, tenant: string): SearchEngine {
    return new CachedSearch(engine, (request) => this.search(engine, tenant, request));
  }

  private async search(engine: SearchEngine, tenant: string, request: SearchRequest): Promise<SearchResult> {
    request.signal?.throwIfAborted();
    const key = searchKey(tenant, engine.name, request);
    for (;;) {
      const known = this.stored.get(key);
      if (known) return known;
      const flight = this.flights.get(key);
      if (!flight) return this.begin(key, engine, request);
      try {
        return free(await flight.join(request.signal));
      } catch (error) {
        request.signal?.throwIfAborted();
        if (error instanceof SearchError) throw error;
      }
    }
  }

  private begin(key: string, engine: SearchEngine, request: SearchRequest): Promise<SearchResult> {
    const { signal, ...search } = request;
    const flight = new SearchFlight(
      (shared) => engine.search({ ...search, signal: shared }),
      () => this.land(key, flight),
    );
    this.flights.set(key, flight);
    flight.result.then(
      (result) => {
        if (!result.degraded) this.stored.set(key, free(result));
        this.land(key, flight);
      },
      () => this.land(key, flight),
    );
    return flight.join(signal);
  }

  /** A flight that everybody left may still be landing when the next one to the same place is on its way. */
  private land(key: string, flight: SearchFlight): void {
    if (this.flights.get(key) === flight) this.flights.delete(key);
  }
}

class CachedSearch extends SearchEngine {
  readonly name: string;

  constructor(
    private readonly inner: SearchEngine,
    private readonly find: (request: SearchRequest) => Promise<SearchResult>,
  ) {
    super();
    this.name = inner.name;
  }

  override get modelCall() {
    return this.inner.modelCall;
  }

  search(request: SearchRequest): Promise<SearchResult> {
    return this.find(request);
  }
}

/** The same answer for those who do not pay for it. */
function free({ hits, degraded }: SearchResult): SearchResult {
  return { hits, degraded, billedRequests: 0, cached: true };
}
