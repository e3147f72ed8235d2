import type {
  ChatCompletionCreateParams,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import type { ModelRequest } from '../chat-model.js';

/** Models that think before they answer: they take no temperature, and no `max_tokens` anywhere. */
const REASONING = /^(?:[\w.-]+\/)?(?:o\d|gpt-[5-9])/;
/** Where the newer `max_completion_tokens` is known; compatible servers may know `max_tokens` only. */
const OWN_HOST = /(^|\.)openai\.(com|azure\.com)$/;

export interface RequestOptions {
  readonly model: string;
  /** Whether the address is OpenAI's own (or Azure's): see `isOwnAddress`. */
  readonly own: boolean;
}

export function isOwnAddress(baseUrl: string | null): boolean {
  return baseUrl === null || OWN_HOST.test(new URL(baseUrl).hostname);
}

/** A temperature for any other model would be refused. */
export function takesTemperature(model: string): boolean {
  return !REASONING.test(model);
}

export function toRequest(request: ModelRequest, { model, own }: RequestOptions): ChatCompletionCreateParams {
  const reasoning = REASONING.test(model);
  return {
    model,
    messages: toMessages(request),
    ...(own || reasoning ? { max_completion_tokens: request.maxTokens } : { max_tokens: request.maxTokens }),
    ...(request.temperature === undefined || reasoning ? {} : { temperature: request.temperature }),
    ...(request.deltas ? { stream: true, stream_options: { include_usage: true } } : {}),
  };
}

function toMessages({ system, messages }: ModelRequest): ChatCompletionMessageParam[] {
  const sent: ChatCompletionMessageParam[] = system ? [{ role: 'system', content: system }] : [];
  for (const { role, content } of messages) sent.push({ role, content });
  return sent;
}
