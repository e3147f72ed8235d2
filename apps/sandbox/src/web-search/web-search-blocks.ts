import type { InputTokens } from '../anthropic/meter-message.js';
import { sealed } from './cited-message.js';
import type { WebHit } from './search-web.js';

/** What Anthropic quotes of a page, characters. */
const LONGEST_QUOTE = 150;

/** The one search of a message. */
export interface WebSearch {
  readonly query: string;
  readonly hits: readonly WebHit[];
  /** There is no index: the tool's error comes inside a 200, and is not billed. */
  readonly failed: boolean;
}

/** The call and what it found; of a search that failed, its error. */
export function toolBlocks({ query, hits, failed }: WebSearch, id: string): object[] {
  const call = `srvtoolu_${id.slice(4, 28)}`;
  const caller = { type: 'direct' };
  const found = hits.map(({ url, title, content }) => ({
    type: 'web_search_result',
    url,
    title,
    encrypted_content: sealed(content),
    page_age: null,
  }));
  const error = { type: 'web_search_tool_result_error', error_code: 'unavailable' };
  return [
    { type: 'server_tool_use', id: call, name: 'web_search', input: { query }, caller },
    { type: 'web_search_tool_result', tool_use_id: call, content: failed ? error : found, caller },
  ];
}

export function webCitation({ url, title }: WebHit, quote: string): object {
  return {
    type: 'web_search_result_location',
    cited_text: quote.slice(0, LONGEST_QUOTE),
    url,
    title,
    encrypted_index: sealed(`${url}${quote}`),
  };
}

/** `input_tokens` leaves out what the cache read and wrote, and holds what the search found. */
export function usageOf(input: InputTokens, found: number, outputTokens: number): object {
  return {
    input_tokens: input.uncached + found,
    cache_creation_input_tokens: input.cacheWrite5m + input.cacheWrite1h,
    cache_read_input_tokens: input.cacheRead,
    cache_creation: {
      ephemeral_5m_input_tokens: input.cacheWrite5m,
      ephemeral_1h_input_tokens: input.cacheWrite1h,
    },
    output_tokens: outputTokens,
    service_tier: 'standard',
    inference_geo: 'not_available',
  };
}
