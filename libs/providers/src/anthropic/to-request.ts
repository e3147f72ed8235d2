import type { MessageCreateParams, MessageParam } from '@anthropic-ai/sdk/resources/messages';
import type { CitedTurn } from '../cited-turn.js';
import type { ModelRequest } from '../chat-model.js';
import { toContent } from './to-content.js';

/** `cited`: see `citedTurnOf`. Without a temperature: since API version 2026-10-21 Anthropic refuses it for every model. */
export function toRequest(
  request: ModelRequest,
  model: string,
  cited: CitedTurn | undefined,
): MessageCreateParams {
  const system = cited?.system ?? request.system;
  return {
    model,
    max_tokens: request.maxTokens,
    ...(system ? { system } : {}),
    messages: toMessages(request, cited),
    ...(request.deltas ? { stream: true } : {}),
  };
}

/** The turn that goes as blocks; undefined where nothing can be cited, and the message goes as it stands. */
export function citedTurnOf({ cited }: ModelRequest, nativeCitations: boolean): CitedTurn | undefined {
  return nativeCitations && cited && cited.sources.length > 0 ? cited : undefined;
}

function toMessages({ messages }: ModelRequest, cited: CitedTurn | undefined): MessageParam[] {
  const sent = messages.map(({ role, content }): MessageParam => ({ role, content }));
  if (cited) sent[sent.length - 1] = { role: 'user', content: toContent(cited) };
  return sent;
}
