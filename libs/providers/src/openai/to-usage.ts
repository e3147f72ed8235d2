import type { CompletionUsage } from 'openai/resources/completions';
import { NO_USAGE, type Usage } from '../usage.js';

/**
 * OpenAI's `prompt_tokens` includes what was read from and written to the cache; here the meters are disjoint.
 * Cache writes, where a model bills them at all, live for minutes: they are counted as the short kind.
 */
export function toUsage(usage: CompletionUsage): Usage {
  const cached = usage.prompt_tokens_details?.cached_tokens ?? 0;
  const written = usage.prompt_tokens_details?.cache_write_tokens ?? 0;
  return {
    ...NO_USAGE,
    inputUncached: Math.max(0, (usage.prompt_tokens ?? 0) - cached - written),
    inputCacheRead: cached,
    inputCacheWrite5m: written,
    output: usage.completion_tokens ?? 0,
    reasoning: usage.completion_tokens_details?.reasoning_tokens ?? 0,
  };
}
