import type { DomainPolicy } from '../domain-policy.js';
import type { SearchRequest } from '../search-engine.js';
import { instructionsFor, MOST_OUTPUT_TOKENS, queryFor, userLocation } from '../search-prompt.js';

/** The tool refuses longer lists; the policy holds after the call anyway. */
const MOST_DOMAINS = 100;

/** The body of `POST /v1/responses`: one search, which must happen, and a short answer that cites it. */
export function toBody(request: SearchRequest, { allowed }: DomainPolicy, model: string): object {
  const filters = allowed.length > 0 && allowed.length <= MOST_DOMAINS && { allowed_domains: allowed };
  return {
    model,
    instructions: instructionsFor(request),
    input: queryFor(request),
    tools: [
      {
        type: 'web_search',
        search_context_size: 'low',
        ...(filters && { filters }),
        ...userLocation(request),
      },
    ],
    tool_choice: 'required',
    max_tool_calls: 1,
    max_output_tokens: MOST_OUTPUT_TOKENS,
    include: ['web_search_call.action.sources'],
    store: false,
  };
}
