import type { SearchModelUsage } from '../search-engine.js';
import { countOf, objectOf, type WireObject } from '../wire-values.js';
import { hasSearched } from './to-pages.js';

/** What Anthropic says it bills; where it says nothing, the one search that is allowed, if it was made. */
export function billedSearches(usage: unknown, content: readonly WireObject[]): number {
  const told = countOf(objectOf(objectOf(usage).server_tool_use).web_search_requests);
  return told ?? (hasSearched(content) ? 1 : 0);
}

/** `input_tokens` leaves out what the cache read and wrote. Nothing where it was not told: zero would be a lie. */
export function modelUsage(usage: unknown, model: string): SearchModelUsage | undefined {
  const told = objectOf(usage);
  const input = countOf(told.input_tokens);
  if (input === null) return undefined;
  const written = objectOf(told.cache_creation);
  const written1h = countOf(written.ephemeral_1h_input_tokens) ?? 0;
  const writtenInAll = countOf(told.cache_creation_input_tokens) ?? 0;
  return {
    model,
    inputUncached: input,
    inputCacheRead: countOf(told.cache_read_input_tokens) ?? 0,
    inputCacheWrite5m: Math.max(0, writtenInAll - written1h),
    inputCacheWrite1h: written1h,
    output: countOf(told.output_tokens) ?? 0,
    reasoning: countOf(objectOf(told.output_tokens_details).thinking_tokens) ?? 0,
  };
}
