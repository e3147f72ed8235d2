import type { Answer } from '../answering/answer.js';
import type { Fault } from '../faults/fault.js';
import type { PromptTokens } from '../openai/meter-prompt.js';
import type { WebHit } from '../web-search/search-web.js';
import type { LinkedPiece, UrlCitation } from './linked-pieces.js';
import type { ResponseRequest } from './response-request.js';

export interface WebSearchCall {
  readonly query: string;
  readonly hits: readonly WebHit[];
  /** There is no index; a search that failed is not billed. */
  readonly failed: boolean;
}

/** What a response says, before it is a body or a stream. */
export interface WrittenResponse {
  /** What its own id and its items' ids end in. */
  readonly id: string;
  /** Epoch seconds. */
  readonly created: number;
  readonly request: ResponseRequest;
  readonly prompt: PromptTokens;
  readonly call: WebSearchCall | null;
  /** Tokens that the call itself took to write. */
  readonly callTokens: number;
  readonly pieces: readonly (LinkedPiece & { readonly answer: Answer })[];
  readonly textTokens: number;
  readonly isCut: boolean;
}

/** `input_tokens` holds what was cached and what the search found, `output_tokens` the call. */
export function responseUsage({ prompt, callTokens }: WrittenResponse, textTokens: number): object {
  const output = callTokens + textTokens;
  return {
    input_tokens: prompt.prompt,
    input_tokens_details: { cached_tokens: prompt.cached, cache_write_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: prompt.prompt + output,
  };
}

export function toolUsage({ call }: WrittenResponse): object {
  return {
    image_gen: {
      input_tokens: 0,
      input_tokens_details: { image_tokens: 0, text_tokens: 0 },
      output_tokens: 0,
      total_tokens: 0,
    },
    web_search: { num_requests: call === null || call.failed ? 0 : 1 },
  };
}

export function callItem({ id, request }: WrittenResponse, call: WebSearchCall): object {
  const sources = call.hits.map(({ url }) => ({ type: 'url', url }));
  const { query, failed } = call;
  return {
    id: `ws_${id}`,
    type: 'web_search_call',
    status: failed ? 'failed' : 'completed',
    action: { type: 'search', query, queries: [query], ...(request.tellsSources && { sources }) },
  };
}

export function messageItem(response: WrittenResponse): object {
  return {
    id: `msg_${response.id}`,
    type: 'message',
    status: response.isCut ? 'incomplete' : 'completed',
    role: 'assistant',
    content: [textPart(response)],
  };
}

export function textPart({ pieces }: WrittenResponse): object {
  const text = pieces.map(({ answer }) => answer.text).join('');
  return { type: 'output_text', annotations: pieces.flatMap(citationOf), logprobs: [], text };
}

/** A link that was cut is none. */
export function citationOf({ text, answer, citation }: WrittenResponse['pieces'][number]): UrlCitation[] {
  return citation !== null && answer.text === text ? [citation] : [];
}

export function outputOf(response: WrittenResponse): object[] {
  return [...(response.call ? [callItem(response, response.call)] : []), messageItem(response)];
}

export function responseBody(response: WrittenResponse, fault: Fault): string {
  return JSON.stringify(finished(response, fault));
}

/** With its end: the output, and what it used. */
export function finished(response: WrittenResponse, fault: Fault): object {
  return {
    ...document(response, response.isCut ? 'incomplete' : 'completed', outputOf(response)),
    incomplete_details: response.isCut ? { reason: 'max_output_tokens' } : null,
    tool_usage: toolUsage(response),
    ...(!fault.omit_usage && { usage: responseUsage(response, response.textTokens) }),
  };
}

export function document(
  { id, created, request }: WrittenResponse,
  status: string,
  output: object[],
): object {
  return {
    id: `resp_${id}`,
    object: 'response',
    created_at: created,
    status,
    background: false,
    error: null,
    incomplete_details: null,
    instructions: request.instructions,
    max_output_tokens: Number.isFinite(request.maxOutputTokens) ? request.maxOutputTokens : null,
    model: request.model,
    output,
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort: null, summary: null },
    service_tier: 'default',
    store: false,
    temperature: 1,
    text: { format: { type: 'text' }, verbosity: 'medium' },
    tool_choice: 'auto',
    tools: request.tools,
    top_p: 1,
    truncation: 'disabled',
    usage: null,
    user: null,
    metadata: {},
  };
}
