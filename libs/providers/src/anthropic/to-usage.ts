import type { MessageDeltaUsage, Usage as VendorUsage } from '@anthropic-ai/sdk/resources/messages';
import type { Usage } from '../usage.js';
import { countOf, neededCount, wholeUsage } from '../usage-counts.js';

/** As it stands in a body, or as a stream has told it so far. */
export type AnthropicUsage = Partial<Omit<VendorUsage, keyof MessageDeltaUsage> & MessageDeltaUsage>;

/**
 * Anthropic's `input_tokens` excludes cached ones already. Written tokens are split by how long they live
 * where the vendor says so; what it does not split lives five minutes, the vendor's default.
 * Null: this is no report of a usage.
 */
export function toUsage(usage: AnthropicUsage): Usage | null {
  const writtenHour = countOf(usage.cache_creation?.ephemeral_1h_input_tokens);
  const written = countOf(usage.cache_creation_input_tokens);
  const writtenShort = countOf(usage.cache_creation?.ephemeral_5m_input_tokens);
  return wholeUsage({
    inputUncached: neededCount(usage.input_tokens),
    inputCacheRead: countOf(usage.cache_read_input_tokens),
    inputCacheWrite5m: Math.max(writtenShort, written - writtenHour),
    inputCacheWrite1h: writtenHour,
    output: countOf(usage.output_tokens),
    reasoning: countOf(usage.output_tokens_details?.thinking_tokens),
    searchRequests: countOf(usage.server_tool_use?.web_search_requests),
  });
}

/** A later report is cumulative and leaves out what it does not know again. */
export function mergeUsage(before: AnthropicUsage, later: AnthropicUsage): AnthropicUsage {
  const known = Object.entries(later).filter(([, value]) => value !== null && value !== undefined);
  return { ...before, ...Object.fromEntries(known) };
}
