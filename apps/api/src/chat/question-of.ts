import type { Question } from '@app/chat';
import type { ChatRequest } from './chat.dto.js';
import type { RedactedQuestion } from './exchange.js';

/** The wire's request as the rooms inside know it: null is "left out", text is the redactor's. */
export function questionOf(request: ChatRequest, redacted: RedactedQuestion): Question {
  const options = request.options ?? {};
  return {
    message: redacted.message,
    conversationId: request.conversation_id ?? undefined,
    options: {
      model: options.model ?? undefined,
      provider: options.provider ?? undefined,
      searchEnabled: options.search_enabled ?? undefined,
      searchDomains: options.search_domains ?? undefined,
      searchRecency: options.search_recency ?? undefined,
      maxTokens: options.max_tokens ?? undefined,
      temperature: options.temperature ?? undefined,
      system: redacted.system,
    },
    redactions: redacted.counts,
  };
}
