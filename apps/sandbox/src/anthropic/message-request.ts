import { Refusal } from '../http/vendor-wire.js';

export interface CacheControl {
  readonly type: 'ephemeral';
  readonly ttl?: '5m' | '1h';
}

export interface Block {
  readonly type: string;
  readonly text?: string;
  /** Of a `search_result`: its URL or whatever names it. */
  readonly source?: unknown;
  readonly title?: string;
  readonly content?: unknown;
  readonly cache_control?: CacheControl | null;
}

export interface AnthropicMessage {
  readonly role: string;
  readonly content: string | readonly Block[];
}

/** The parts of a Messages request that mean something here; the others are accepted and ignored. */
export interface MessageRequest {
  readonly model: string;
  readonly max_tokens: number;
  readonly messages: readonly AnthropicMessage[];
  readonly system?: string | readonly Block[];
  readonly tools?: readonly (object & { readonly cache_control?: CacheControl | null })[];
  readonly stream?: boolean;
  readonly stop_sequences?: readonly string[];
  readonly cache_control?: CacheControl | null;
}

const MOST_BREAKPOINTS = 4;

/** Throws the `Refusal` Anthropic answers with. `max_tokens` is not asked of a token count. */
export function checkMessageRequest(body: Record<string, unknown>, wantsMaxTokens = true): MessageRequest {
  if (body.model === undefined) throw new Refusal(400, 'model: Field required');
  if (typeof body.model !== 'string' || body.model === '')
    throw new Refusal(400, 'model: Input should be a valid string');
  if (wantsMaxTokens) checkMaxTokens(body.max_tokens);
  if (body.messages === undefined) throw new Refusal(400, 'messages: Field required');
  if (!Array.isArray(body.messages)) throw new Refusal(400, 'messages: Input should be a valid list');
  if (body.messages.length === 0) throw new Refusal(400, 'messages: at least one message is required');
  body.messages.forEach(checkMessage);
  if (body.system !== undefined) checkContent(body.system, 'system');
  checkTemperature(body.temperature);
  const request = body as unknown as MessageRequest;
  checkBreakpoints(request);
  return request;
}

export const blocksOf = (content: string | readonly Block[] | undefined): readonly Block[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? []);

function checkMaxTokens(value: unknown): void {
  if (value === undefined) throw new Refusal(400, 'max_tokens: Field required');
  if (!Number.isInteger(value)) throw new Refusal(400, 'max_tokens: Input should be a valid integer');
  if ((value as number) < 1) throw new Refusal(400, 'max_tokens: must be greater than or equal to 1');
}

function checkTemperature(value: unknown): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'number') throw new Refusal(400, 'temperature: Input should be a valid number');
  if (value < 0 || value > 1) throw new Refusal(400, 'temperature: range: 0..1');
}

function checkMessage(message: unknown, index: number): void {
  const { role, content } = (message ?? {}) as Record<string, unknown>;
  if (role !== 'user' && role !== 'assistant') {
    throw new Refusal(400, `messages.${index}.role: Input should be 'user' or 'assistant'`);
  }
  checkContent(content, `messages.${index}.content`);
  if (content === '' || (content as unknown[]).length === 0) {
    throw new Refusal(
      400,
      `messages.${index}: all messages must have non-empty content except for the optional final assistant message`,
    );
  }
}

function checkContent(content: unknown, path: string): void {
  if (typeof content === 'string') return;
  if (content === undefined) throw new Refusal(400, `${path}: Field required`);
  if (!Array.isArray(content)) throw new Refusal(400, `${path}: Input should be a valid string or list`);
  content.forEach((block: unknown, index) => {
    const { type, text } = (block ?? {}) as Record<string, unknown>;
    if (typeof type !== 'string') throw new Refusal(400, `${path}.${index}.type: Field required`);
    if (type !== 'text') return;
    if (typeof text !== 'string') throw new Refusal(400, `${path}.${index}.text.text: Field required`);
    if (text === '') throw new Refusal(400, `${path}: text content blocks must be non-empty`);
  });
}

function checkBreakpoints(request: MessageRequest): void {
  const blocks = [
    ...blocksOf(request.system),
    ...request.messages.flatMap((message) => [...blocksOf(message.content)]),
  ];
  const count = [...(request.tools ?? []), ...blocks, request].filter((one) => one.cache_control).length;
  if (count > MOST_BREAKPOINTS) {
    throw new Refusal(
      400,
      `A maximum of ${MOST_BREAKPOINTS} blocks with cache_control may be provided. Found ${count}.`,
    );
  }
}
