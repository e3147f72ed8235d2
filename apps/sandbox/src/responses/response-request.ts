import type { ChatMessage, ContentPart } from '../openai/chat-request.js';
import { Refusal } from '../http/vendor-wire.js';

/** The parts of a Responses request that mean something here; the others are accepted and ignored. */
export interface ResponseRequest {
  readonly model: string;
  readonly instructions: string | null;
  /** As Chat Completions has them, so that they are counted alike. */
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly Record<string, unknown>[];
  /** Null: no search is asked for, or none is allowed. */
  readonly webSearch: { readonly allowed: readonly string[] } | null;
  readonly tellsSources: boolean;
  readonly maxOutputTokens: number;
  readonly stream: boolean;
}

const WEB_SEARCH = /^web_search(?:_\d{4}_\d\d_\d\d)?$/;
const LEAST_OUTPUT_TOKENS = 16;

/** Throws the `Refusal` OpenAI answers with when a body is not a Responses request. */
export function checkResponseRequest(body: Record<string, unknown>): ResponseRequest {
  if (typeof body.model !== 'string' || body.model === '') throw missing('model');
  const { instructions, input, stream, tools, tool_choice: choice, include } = body;
  if (input === undefined) throw missing('input');
  const offered = objects(tools ?? [], 'tools');
  const tool = offered.find(({ type }) => WEB_SEARCH.test(String(type)));
  return {
    model: body.model,
    instructions: typeof instructions === 'string' ? instructions : null,
    messages: messagesOf(input, instructions),
    tools: offered,
    webSearch: tool === undefined || choice === 'none' ? null : { allowed: allowedBy(tool) },
    tellsSources: Array.isArray(include) && include.includes('web_search_call.action.sources'),
    maxOutputTokens: limitOf(body.max_output_tokens),
    stream: stream === true,
  };
}

/** A text, or messages; items that are none (calls, reasoning) say nothing to the sandbox. */
function messagesOf(input: unknown, instructions: unknown): ChatMessage[] {
  const system = typeof instructions === 'string' ? [{ role: 'system', content: instructions }] : [];
  if (typeof input === 'string') return [...system, { role: 'user', content: input }];
  const items = objects(input, 'input').filter(({ type }) => type === undefined || type === 'message');
  return [...system, ...items.map(messageOf)];
}

function messageOf({ role, content }: Record<string, unknown>, index: number): ChatMessage {
  if (typeof role !== 'string') throw missing(`input[${index}].role`);
  if (typeof content === 'string' || Array.isArray(content))
    return { role, content: content as string | readonly ContentPart[] };
  throw wrong(`input[${index}].content`, 'expected a string or an array of content parts');
}

function allowedBy({ filters }: Record<string, unknown>): readonly string[] {
  const allowed = (filters as { allowed_domains?: unknown } | null | undefined)?.allowed_domains;
  if (allowed === undefined || allowed === null) return [];
  if (Array.isArray(allowed) && allowed.length <= 100 && allowed.every((one) => typeof one === 'string'))
    return allowed;
  throw wrong('tools[0].filters.allowed_domains', 'expected an array of at most 100 domains');
}

function limitOf(value: unknown): number {
  if (value === undefined || value === null) return Infinity;
  if (Number.isInteger(value) && (value as number) >= LEAST_OUTPUT_TOKENS) return value as number;
  throw new Refusal(
    400,
    `Invalid 'max_output_tokens': integer below minimum value. Expected a value >= ${LEAST_OUTPUT_TOKENS}, but got ${JSON.stringify(value)} instead.`,
    { param: 'max_output_tokens', code: 'integer_below_min_value' },
  );
}

function objects(value: unknown, param: string): Record<string, unknown>[] {
  const isList = Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null);
  if (!isList) throw wrong(param, 'expected an array of objects');
  return value as Record<string, unknown>[];
}

const missing = (param: string): Refusal =>
  new Refusal(400, `Missing required parameter: '${param}'.`, { param, code: 'missing_required_parameter' });
const wrong = (param: string, wanted: string): Refusal =>
  new Refusal(400, `Invalid type for '${param}': ${wanted}.`, { param, code: 'invalid_type' });
