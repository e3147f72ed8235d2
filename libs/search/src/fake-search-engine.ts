import { canonicalUrl, webUrl } from './canonical-url.js';
import { DomainPolicy } from './domain-policy.js';
import { isTooOld } from './recency.js';
import {
  SearchEngine,
  type SearchHit,
  type SearchModelUsage,
  type SearchRequest,
  type SearchResult,
} from './search-engine.js';

/** A step that lasts until the caller gives up. */
export const NO_ANSWER = Symbol('no answer');

export type FakeHit = Pick<SearchHit, 'url'> & Partial<SearchHit>;
export type FakeOutcome =
  | { readonly hits: readonly FakeHit[]; readonly degraded?: boolean; readonly modelUsage?: SearchModelUsage }
  | Error
  | typeof NO_ANSWER;

/**
 * A `SearchEngine` that gives what it is told to and records what it was asked. Each search takes the next
 * outcome; the last one is used again. Without one it finds nothing. The policies and the limit hold.
 */
export class FakeSearchEngine extends SearchEngine {
  readonly requests: SearchRequest[] = [];
  private outcomes: FakeOutcome[] = [];

  /** `now`: epoch milliseconds, against which a page's age is taken. */
  constructor(
    readonly name = 'sandbox',
    private readonly now: () => number = () => Date.UTC(2026, 0, 1),
  ) {
    super();
  }

  give(...outcomes: FakeOutcome[]): this {
    this.outcomes.push(...outcomes);
    return this;
  }

  find(...hits: FakeHit[]): this {
    return this.give({ hits });
  }

  async search(request: SearchRequest): Promise<SearchResult> {
    request.signal?.throwIfAborted();
    this.requests.push(request);
    const outcome = this.nextOutcome();
    await pass(outcome, request.signal);
    if (outcome instanceof Error) throw outcome;
    if (outcome === NO_ANSWER) throw new Error('A search without an answer was not aborted.');
    return {
      hits: this.hitsOf(outcome.hits, request),
      billedRequests: 1,
      degraded: outcome.degraded ?? false,
      ...(outcome.modelUsage && { modelUsage: outcome.modelUsage }),
    };
  }

  private nextOutcome(): FakeOutcome {
    const [next = { hits: [] }] = this.outcomes;
    if (this.outcomes.length > 1) this.outcomes.shift();
    return next;
  }

  private hitsOf(given: readonly FakeHit[], request: SearchRequest): SearchHit[] {
    const policy = new DomainPolicy(request);
    const hits = new Map<string, SearchHit>();
    for (const found of given) {
      const page = webUrl(found.url);
      if (!page || !policy.permits(page) || hits.size >= request.limit) continue;
      const hit = this.hitOf(found, page, hits.size + 1);
      if (isTooOld(hit.publishedAt, request.recency, this.now()) || hits.has(hit.canonicalUrl)) continue;
      hits.set(hit.canonicalUrl, hit);
    }
    return [...hits.values()];
  }

  private hitOf(hit: FakeHit, page: URL, rank: number): SearchHit {
    const plain = { title: page.hostname, snippet: '', publishedAt: null, engine: this.name, rank };
    return { ...plain, canonicalUrl: canonicalUrl(page), ...hit };
  }
}

/** A turn of the event loop, as the network would take; no answer lasts until the abort. */
async function pass(outcome: FakeOutcome, signal?: AbortSignal): Promise<void> {
  if (outcome === NO_ANSWER && signal)
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  else await new Promise<void>((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}
