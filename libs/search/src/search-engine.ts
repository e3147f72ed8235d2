export type SearchRecency = 'day' | 'week' | 'month' | 'year';

export interface SearchRequest {
  /** Redacted like a prompt: it leaves the house. */
  readonly query: string;
  /** The most hits wanted. */
  readonly limit: number;
  readonly recency?: SearchRecency;
  /** Only these domains and what is below them; empty means all. */
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
  /** BCP 47: `en`, `de-AT`. */
  readonly locale?: string;
  /** Names this upstream call (`X-Attempt-ID`), so that a bill can be held against the ledger. */
  readonly attemptId?: string;
  readonly signal?: AbortSignal;
}

/** One found page, the same shape from every engine. */
export interface SearchHit {
  readonly url: string;
  /** `url` without what does not change the page (utm parameters, fragment, default port, host case). */
  readonly canonicalUrl: string;
  readonly title: string;
  /** Plain text. */
  readonly snippet: string;
  /** RFC 3339, where the engine says it. */
  readonly publishedAt: string | null;
  /** Who found it: `searxng:wikipedia`, `brave`. */
  readonly engine: string;
  /** From 1, best first. */
  readonly rank: number;
}

export interface SearchResult {
  readonly hits: readonly SearchHit[];
  /** Requests that reached the engine, 0 for a cached answer; what one costs, 0 included, is the price book's. */
  readonly billedRequests: number;
  /** True when parts of the engine did not answer, so that few hits do not mean "nothing there". */
  readonly degraded: boolean;
}

/** A way to find pages. Throws a `SearchError`; an aborted `signal` throws the signal's reason. */
export abstract class SearchEngine {
  /** `sandbox`, `searxng`, `brave`, `tavily`, `openai`, `anthropic`. */
  abstract readonly name: string;
  abstract search(request: SearchRequest): Promise<SearchResult>;
}
