import type { CompletionUsage } from 'openai/resources/completions';
import { NO_USAGE, type Usage } from '../usage.js';
import { countOf, neededCount, wholeUsage } from '../usage-counts.js';

/**
 * OpenAI's `prompt_tokens` includes what was read from and written to the cache; here the meters are disjoint.
 * Cache writes, where a model bills them at all, live for minutes: they are counted as the short kind.
 * Null: this is no report of a usage.
 */
export function toUsage(usage: CompletionUsage): Usage | null {
  const cached = countOf(usage.prompt_tokens_details?.cached_tokens);
  const written = countOf(usage.prompt_tokens_details?.cache_write_tokens);
  return wholeUsage({
    ...NO_USAGE,
    inputUncached: Math.max(0, neededCount(usage.prompt_tokens) - cached - written),
    inputCacheRead: cached,
    inputCacheWrite5m: written,
    output: neededCount(usage.completion_tokens),
    reasoning: countOf(usage.completion_tokens_details?.reasoning_tokens),
  });
}
