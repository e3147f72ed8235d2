import { Logger } from '@nestjs/common';
import { AppError, isTimeout } from '@app/platform';
import type { ModelMessage } from '@app/providers';
import type { SearchFailed, SearchResults, SearchStarted, SourceBlocked } from '../chat-event.js';
import { standaloneQuery } from '../sources/standalone-query.js';
import type { Draft } from './draft.js';
import type { EventSequence } from './event-sequence.js';
import { blocked } from './read-pages.js';
import {
  DEGRADED,
  type FoundSources,
  queryOf,
  searchSources,
  type SourceSearch,
} from '../sources/search-sources.js';

const logger = new Logger('Search');

/** For an answer: what it searches leans on what was said before, and only a signal stops it. */
export interface AnswerSearch extends SourceSearch {
  readonly history: readonly ModelMessage[];
  readonly signal: AbortSignal;
}

/**
 * Searches and puts what was found into the draft. A search that fails or is slow never fails the answer: it
 * says `search.failed`, leaves a warning, and the answer goes on. Only an answer that was stopped throws.
 */
export async function* findSources(
  draft: Draft,
  search: AnswerSearch,
  events: EventSequence,
): AsyncGenerator<SearchStarted | SearchResults | SearchFailed | SourceBlocked> {
  const query = queryOf(standaloneQuery(draft.question.message, search.history));
  yield events.next('search.started', { queries: [query] });
  const { searchRecency: recency } = draft.question.options;
  const allow = draft.options.search_domains;
  let found: FoundSources;
  try {
    found = await searchSources({ query, recency, allow }, search);
  } catch (error) {
    search.signal.throwIfAborted();
    yield events.next('search.failed', fail(draft, error));
    return;
  }
  const refused = draft.sources.take(found.sources, found.retold);
  if (found.degraded) draft.warnings.push(DEGRADED);
  yield events.next('search.results', { sources: draft.sources.shown, degraded: found.degraded });
  for (const source of refused) yield blocked(source, events);
}

function fail(draft: Draft, error: unknown): SearchFailed['data'] {
  const message = 'The search failed, so this answer rests on no sources.';
  draft.warnings.push({ code: 'search-failed', message });
  const code = codeOf(error);
  logger.warn({ message: 'A search failed.', request_id: draft.account.requestId, code, error });
  return { code, message, degraded: true };
}

function codeOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  return isTimeout(error) ? 'search-timeout' : 'search-failed';
}
