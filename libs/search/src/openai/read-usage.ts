import type { SearchModelUsage } from '../search-engine.js';
import { countOf, objectOf, type WireObject } from '../wire-values.js';

/** What OpenAI says it bills, else the searches that are seen: opening a page and looking into it is not one. */
export function billedSearches({ tool_usage: usage }: WireObject, output: readonly WireObject[]): number {
  const told = countOf(objectOf(objectOf(usage).web_search).num_requests);
  return told ?? output.filter(isSearch).length;
}

/** Disjoint: `input_tokens` counts what the cache read and wrote again. Nothing where it was not told. */
export function modelUsage(usage: unknown, model: string): SearchModelUsage | undefined {
  const told = objectOf(usage);
  const input = countOf(told.input_tokens);
  if (input === null) return undefined;
  const details = objectOf(told.input_tokens_details);
  const read = countOf(details.cached_tokens) ?? 0;
  const written = countOf(details.cache_write_tokens) ?? 0;
  return {
    model,
    inputUncached: Math.max(0, input - read - written),
    inputCacheRead: read,
    inputCacheWrite5m: written,
    inputCacheWrite1h: 0,
    output: countOf(told.output_tokens) ?? 0,
    reasoning: countOf(objectOf(told.output_tokens_details).reasoning_tokens) ?? 0,
  };
}

function isSearch({ type, action }: WireObject): boolean {
  const kind = objectOf(action).type;
  return type === 'web_search_call' && (kind === undefined || kind === 'search');
}
