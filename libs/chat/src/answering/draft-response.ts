import type { Clock } from '@app/platform';
import { attemptsOf } from '../bill.js';
import type { ChatResponse, ResponseUsage, Warning } from '../chat-response.js';
import { recencyUnknown } from '../sources/recency-unknown.js';
import { grounding } from '../verification/grounding.js';
import type { Draft } from './draft.js';

/** The response as it is sent and stored. `usage` is what the account says now: reading it is not cheap. */
export function draftResponse(
  draft: Draft,
  status: ChatResponse['status'],
  usage: ResponseUsage,
  clock: Clock,
): ChatResponse {
  const { account, answeredBy, sources } = draft;
  const warnings = [...draft.warnings, ...undatedWarnings(draft)];
  return {
    id: draft.id,
    conversation_id: draft.conversationId,
    status,
    message: { role: 'assistant', content: draft.content, citations: [...draft.citations] },
    sources: sources.shown,
    usage,
    metadata: {
      provider: answeredBy?.provider ?? draft.provider,
      model: answeredBy?.model ?? draft.model,
      search_enabled: draft.options.search_enabled,
      search_results_count: sources.shown.length,
      processing_time_ms: Math.round(clock.monotonic() - draft.startedAt),
      attempts: attemptsOf(account),
      fallback: draft.fallback,
      finish_reason: draft.finishReason,
      grounding: grounding(draft.content, draft.citations),
      pii_redactions: draft.question.redactions,
      dropped: draft.dropped,
    },
    ...(warnings.length > 0 ? { warning: warnings.map(({ message }) => message).join(' ') } : {}),
    warnings,
    offset_encoding: 'utf-16',
    timestamp: new Date(clock.now()).toISOString(),
  };
}

/** Only now it is known: pages tell dates that engines do not, and a vendor's search adds sources at the end. */
function undatedWarnings({ content, question, sources }: Draft): readonly Warning[] {
  return content === '' ? [] : recencyUnknown(question.options.searchRecency, sources.usable());
}
