import type { ChatEvent, ResponseCreatedData, ResponseIncomplete } from '../chat-event.js';
import type { ChatResponse, Citation, ResponseUsage, Source } from '../chat-response.js';

const NO_USAGE: ResponseUsage = {
  prompt_tokens: 0,
  completion_tokens: 0,
  total_tokens: 0,
  cached_prompt_tokens: 0,
  cache_write_tokens: 0,
  reasoning_tokens: 0,
  search_requests: 0,
  cost_usd: 0,
  cost: '0',
  cost_lines: [],
};

/**
 * The end of an answer whose process is gone: made of its events alone, so that every reader gets the same one.
 * What it cost is in the ledger, which settles it when the lease of that process has run out.
 */
export function lostAnswer(
  responseId: string,
  events: readonly ChatEvent[],
  seq: number,
  lostAt: number,
): ResponseIncomplete {
  const ts = new Date(lostAt).toISOString();
  const data = { ...lostResponse(responseId, events, ts), reason: 'interrupted' };
  return { v: 1, seq, response_id: responseId, ts, type: 'response.incomplete', data };
}

function lostResponse(id: string, events: readonly ChatEvent[], timestamp: string): ChatResponse {
  let content = '';
  let sources: readonly Source[] = [];
  let created: ResponseCreatedData | null = null;
  const citations: Citation[] = [];
  for (const event of events) {
    if (event.type === 'content.delta') content += event.data.delta;
    else if (event.type === 'search.results') sources = event.data.sources;
    else if (event.type === 'citation.added') citations.push(event.data);
    else if (event.type === 'response.created') created = event.data;
  }
  const message =
    'The process that wrote this answer is gone; what it wrote until then is here, and its cost is not known yet.';
  return {
    id,
    conversation_id: created?.conversation_id ?? '',
    status: 'incomplete',
    message: { role: 'assistant', content, citations },
    sources,
    usage: NO_USAGE,
    metadata: {
      provider: created?.provider ?? 'none',
      model: created?.model ?? 'none',
      search_enabled: created?.options.search_enabled ?? false,
      search_results_count: sources.length,
      processing_time_ms: 0,
      attempts: [],
      fallback: false,
      finish_reason: null,
      grounding: { factual_sentences: 0, cited_sentences: 0, supported_citations: 0 },
      pii_redactions: {},
      dropped: { history_messages: 0, sources: 0 },
    },
    warning: message,
    warnings: [{ code: 'interrupted', message }],
    offset_encoding: 'utf-16',
    timestamp,
  };
}
