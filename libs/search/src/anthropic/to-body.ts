import type { DomainPolicy } from '../domain-policy.js';
import type { SearchRequest } from '../search-engine.js';
import { instructionsFor, MOST_OUTPUT_TOKENS, queryFor, userLocation } from '../search-prompt.js';

/**
 * The tool as every model has it that searches at all; the later ones (`_20260209`, `_20260318`) let the model
 * filter the results by code, which costs tokens and time and leaves out what we want to see.
 */
const TOOL = { type: 'web_search_20250305', name: 'web_search', max_uses: 1 };

/** The body of `POST /v1/messages`: one search, which must happen, and a short answer that cites it. */
export function toBody(request: SearchRequest, policy: DomainPolicy, model: string): object {
  return {
    model,
    max_tokens: MOST_OUTPUT_TOKENS,
    system: instructionsFor(request),
    messages: [{ role: 'user', content: queryFor(request) }],
    tools: [{ ...TOOL, ...domains(policy), ...userLocation(request) }],
    tool_choice: { type: 'tool', name: TOOL.name },
  };
}

/** The tool takes one list or the other; the policy holds after the call anyway. */
function domains({ allowed, denied }: DomainPolicy): object {
  if (allowed.length > 0) return { allowed_domains: allowed };
  return denied.length > 0 ? { blocked_domains: denied } : {};
}
