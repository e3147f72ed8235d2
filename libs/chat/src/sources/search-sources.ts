import { AppError, type Clock } from '@app/platform';
import { Deadline, linkDeadline, type Timers } from '@app/resilience';
import type { SearchEngine, SearchHit, SearchRequest, SearchResult } from '@app/search';
import type { Source, Warning } from '../chat-response.js';

/** Brave and Tavily take 400 characters; the others no fewer. */
const LONGEST_QUERY = 400;

/** Said of `FoundSources.degraded`. */
export const DEGRADED: Warning = {
  code: 'search-degraded',
  message: 'Parts of the search engine did not answer, so sources may be missing.',
};

/** What is looked for: the same for an answer and for a search alone. */
export type SourceQuery = Pick<SearchRequest, 'query' | 'recency' | 'allow'>;

export interface SourceSearch {
  /** Metered: what it costs is on the request's account. */
  readonly engine: SearchEngine;
  readonly limit: number;
  /** Milliseconds; after that it fails with `search-timeout`. */
  readonly timeoutMs: number;
  /** The number the first source gets. */
  readonly firstNumber: number;
  readonly signal?: AbortSignal;
  readonly clock: Clock;
  readonly timers: Timers;
}

export interface FoundSources {
  /** Numbered, each page once, best first. */
  readonly sources: readonly Source[];
  /** Those whose snippet is a model's words about the page. */
  readonly retold: readonly number[];
  /** Parts of the engine did not answer. */
  readonly degraded: boolean;
  /** Another request's search: it cost nothing. */
  readonly cached: boolean;
}

/** One search as numbered sources. Throws what the engine throws, and `search-timeout` when its time is up. */
export async function searchSources(query: SourceQuery, search: SourceSearch): Promise<FoundSources> {
  const { hits, degraded, cached = false } = await searchInTime(query, search);
  const distinct = distinctHits(hits, search.limit);
  const sources = numberSources(distinct, search);
  const retold = sources.filter((_, index) => distinct[index]?.snippetOrigin === 'model').map(({ id }) => id);
  return { sources, retold, degraded, cached };
}

/** The text on one line, as much of it as engines take, cut between words. It is redacted, like a prompt. */
export function queryOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= LONGEST_QUERY) return line;
  const cut = line.slice(0, LONGEST_QUERY);
  const space = cut.lastIndexOf(' ');
  return space > 0 ? cut.slice(0, space) : cut.replace(/[\uD800-\uDBFF]$/, '');
}

async function searchInTime(query: SourceQuery, search: SourceSearch): Promise<SearchResult> {
  const deadline = new Deadline(search.clock, search.clock.now() + search.timeoutMs);
  const linked = linkDeadline(deadline, search.timers, tooSlow, search.signal);
  try {
    return await search.engine.search({ ...query, limit: search.limit, signal: linked.signal });
  } finally {
    linked.dispose();
  }
}

/** The best hit of each page. */
function distinctHits(hits: readonly SearchHit[], limit: number): SearchHit[] {
  const distinct = new Map(hits.toReversed().map((hit) => [hit.canonicalUrl, hit]));
  return hits.filter((hit) => distinct.get(hit.canonicalUrl) === hit).slice(0, limit);
}

function numberSources(hits: readonly SearchHit[], { firstNumber, clock }: SourceSearch): Source[] {
  const fetchedAt = new Date(clock.now()).toISOString();
  return hits.map((hit, index) => ({
    id: firstNumber + index,
    url: hit.url,
    title: hit.title,
    snippet: hit.snippet,
    published_at: hit.publishedAt,
    fetched_at: fetchedAt,
    engine: hit.engine,
    rank: hit.rank,
  }));
}

function tooSlow(): AppError {
  return new AppError('deadline-exceeded', 'search-timeout', 'The search took too long.');
}
