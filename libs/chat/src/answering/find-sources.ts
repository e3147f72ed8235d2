import { AppError, isTimeout, type Clock } from '@app/platform';
import type { ModelMessage } from '@app/providers';
import { Deadline, linkDeadline, type Timers } from '@app/resilience';
import type { SearchEngine, SearchHit, SearchResult } from '@app/search';
import type { SearchFailed, SearchResults, SearchStarted } from '../chat-event.js';
import type { Source } from '../chat-response.js';
import { standaloneQuery } from '../sources/standalone-query.js';
import type { Draft } from './draft.js';
import type { EventSequence } from './event-sequence.js';

/** Brave and Tavily take 400 characters; the others no fewer. */
const LONGEST_QUERY = 400;

export interface SourceSearch {
  /** Metered: what it costs is on the request's account. */
  readonly engine: SearchEngine;
  readonly limit: number;
  /** What was said before, which a follow-up leans on. */
  readonly history: readonly ModelMessage[];
  /** Milliseconds; after that the answer goes on without sources. */
  readonly timeoutMs: number;
  /** The number the first source gets. */
  readonly firstNumber: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly timers: Timers;
}

/**
 * Searches and puts what was found into the draft. A search that fails or is slow never fails the answer: it
 * says `search.failed`, leaves a warning, and the answer goes on. Only an answer that was stopped throws.
 */
export async function* findSources(
  draft: Draft,
  search: SourceSearch,
  events: EventSequence,
): AsyncGenerator<SearchStarted | SearchResults | SearchFailed> {
  const query = queryOf(standaloneQuery(draft.question.message, search.history));
  yield events.next('search.started', { queries: [query] });
  let result: SearchResult;
  try {
    result = await searchInTime(draft, query, search);
  } catch (error) {
    search.signal.throwIfAborted();
    yield events.next('search.failed', fail(draft, error));
    return;
  }
  const hits = distinctHits(result.hits, search.limit);
  draft.sources = numberSources(hits, search);
  for (const [index, { snippetOrigin }] of hits.entries())
    if (snippetOrigin === 'model') draft.retold.add(search.firstNumber + index);
  if (result.degraded)
    draft.warnings.push({
      code: 'search-degraded',
      message: 'Parts of the search engine did not answer, so sources may be missing.',
    });
  yield events.next('search.results', { sources: draft.sources, degraded: result.degraded });
}

/** The message on one line, as much of it as engines take, cut between words. It is redacted, like a prompt. */
export function queryOf(message: string): string {
  const line = message.replace(/\s+/g, ' ').trim();
  if (line.length <= LONGEST_QUERY) return line;
  const cut = line.slice(0, LONGEST_QUERY);
  const space = cut.lastIndexOf(' ');
  return space > 0 ? cut.slice(0, space) : cut.replace(/[\uD800-\uDBFF]$/, '');
}

async function searchInTime(draft: Draft, query: string, search: SourceSearch): Promise<SearchResult> {
  const deadline = new Deadline(search.clock, search.clock.now() + search.timeoutMs);
  const linked = linkDeadline(deadline, search.timers, tooSlow, search.signal);
  try {
    return await search.engine.search({
      query,
      limit: search.limit,
      recency: draft.question.options.searchRecency,
      allow: draft.options.search_domains,
      signal: linked.signal,
    });
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

function fail(draft: Draft, error: unknown): SearchFailed['data'] {
  const message = 'The search failed, so this answer rests on no sources.';
  draft.warnings.push({ code: 'search-failed', message });
  return { code: codeOf(error), message, degraded: true };
}

function codeOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  return isTimeout(error) ? 'search-timeout' : 'search-failed';
}

function tooSlow(): AppError {
  return new AppError('deadline-exceeded', 'search-timeout', 'The search took too long.');
}
