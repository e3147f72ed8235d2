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
  /**
   * `model`: a model wrote the snippet about the page, so no claim can be checked against it. Absent: they are the
   * engine's excerpts of the page itself.
   */
  readonly snippetOrigin?: 'model';
  /** RFC 3339, where the engine says it. */
  readonly publishedAt: string | null;
  /** Who found it: `searxng:wikipedia`, `brave`. */
  readonly engine: string;
  /** From 1, best first. */
  readonly rank: number;
}

/**
 * Tokens that an engine's own model used for one search, beside the searches themselves. Disjoint like the
 * `Usage` of model calls, whose names these are: they add up, nothing is counted twice.
 */
export interface SearchModelUsage {
  /** Whose price counts, at the engine's own vendor. */
  readonly model: string;
  readonly inputUncached: number;
  readonly inputCacheRead: number;
  readonly inputCacheWrite5m: number;
  readonly inputCacheWrite1h: number;
  readonly output: number;
  /** A part of `output`. */
  readonly reasoning: number;
}

/** The most that one search makes an engine's own model read and write, for a reservation. Tokens. */
export interface SearchModelCall {
  readonly model: string;
  readonly maxInputTokens: number;
  readonly maxOutputTokens: number;
}

export interface SearchResult {
  readonly hits: readonly SearchHit[];
  /** Requests that reached the engine, 0 for a cached answer; what one costs, 0 included, is the price book's. */
  readonly billedRequests: number;
  /** True when parts of the engine did not answer, so that few hits do not mean "nothing there". */
  readonly degraded: boolean;
  /** True where another search was asked and this one cost nothing; absent otherwise. */
  readonly cached?: boolean;
  /**
   * Where the engine searches by a model (`modelCall`), what that used on top. Absent for a cached answer; absent
   * otherwise, the vendor did not tell it, and the reservation is all that is known.
   */
  readonly modelUsage?: SearchModelUsage;
}

/** A way to find pages. Throws a `SearchError`; an aborted `signal` throws the signal's reason. */
export abstract class SearchEngine {
  /** `sandbox`, `searxng`, `brave`, `tavily`, `openai`, `anthropic`. */
  abstract readonly name: string;
  abstract search(request: SearchRequest): Promise<SearchResult>;

  /** Null: no model is paid for beside the search. */
  get modelCall(): SearchModelCall | null {
    return null;
  }
}
