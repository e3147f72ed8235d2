import type { MessageCreateParams } from '@anthropic-ai/sdk/resources/messages';
import type { ModelRequest } from '../chat-model.js';

/** Without a temperature: since API version 2026-10-21 Anthropic refuses it for every model. */
export function toRequest(request: ModelRequest, model: string): MessageCreateParams {
  return {
    model,
    max_tokens: request.maxTokens,
    ...(request.system ? { system: request.system } : {}),
    messages: request.messages.map(({ role, content }) => ({ role, content })),
    ...(request.deltas ? { stream: true } : {}),
  };
}
