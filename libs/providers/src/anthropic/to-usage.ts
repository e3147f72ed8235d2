import type { MessageDeltaUsage, Usage as VendorUsage } from '@anthropic-ai/sdk/resources/messages';
import type { Usage } from '../usage.js';

/** As it stands in a body, or as a stream has told it so far. */
export type AnthropicUsage = Partial<Omit<VendorUsage, keyof MessageDeltaUsage> & MessageDeltaUsage>;

/**
 * Anthropic's `input_tokens` excludes cached ones already. Written tokens are split by how long they live
 * where the vendor says so; what it does not split lives five minutes, the vendor's default.
 */
export function toUsage(usage: AnthropicUsage): Usage {
  const writtenHour = usage.cache_creation?.ephemeral_1h_input_tokens ?? 0;
  const written = usage.cache_creation_input_tokens ?? 0;
  const writtenShort = usage.cache_creation?.ephemeral_5m_input_tokens ?? 0;
  return {
    inputUncached: usage.input_tokens ?? 0,
    inputCacheRead: usage.cache_read_input_tokens ?? 0,
    inputCacheWrite5m: Math.max(writtenShort, written - writtenHour),
    inputCacheWrite1h: writtenHour,
    output: usage.output_tokens ?? 0,
    reasoning: usage.output_tokens_details?.thinking_tokens ?? 0,
    searchRequests: usage.server_tool_use?.web_search_requests ?? 0,
  };
}

/** A later report is cumulative and leaves out what it does not know again. */
export function mergeUsage(before: AnthropicUsage, later: AnthropicUsage): AnthropicUsage {
  const known = Object.entries(later).filter(([, value]) => value !== null && value !== undefined);
  return { ...before, ...Object.fromEntries(known) };
}
