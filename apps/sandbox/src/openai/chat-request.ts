import { Refusal } from '../http/vendor-wire.js';

export interface ContentPart {
  readonly type: string;
  readonly text?: string;
}

export interface ChatMessage {
  readonly role: string;
  readonly content?: string | readonly ContentPart[] | null;
  readonly name?: string;
  readonly tool_calls?: unknown;
}

/** The parts of a Chat Completions request that mean something here; the others are accepted and ignored. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly stream?: boolean | null;
  readonly stream_options?: { readonly include_usage?: boolean } | null;
  readonly max_tokens?: number | null;
  readonly max_completion_tokens?: number | null;
  readonly reasoning_effort?: string | null;
  readonly stop?: string | readonly string[] | null;
  readonly tools?: readonly unknown[] | null;
}

const ROLES = new Set(['developer', 'system', 'user', 'assistant', 'tool', 'function']);

/** Throws the `Refusal` OpenAI answers with when a body is not a Chat Completions request. */
export function checkChatRequest(body: Record<string, unknown>): ChatRequest {
  if (typeof body.model !== 'string' || body.model === '')
    throw new Refusal(400, 'you must provide a model parameter');
  if (body.messages === undefined)
    throw invalid('messages', "Missing required parameter: 'messages'.", 'missing_required_parameter');
  if (!Array.isArray(body.messages)) throw wrongType('messages', 'an array of objects', body.messages);
  if (body.messages.length === 0) {
    throw invalid(
      'messages',
      "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
      'empty_array',
    );
  }
  body.messages.forEach(checkMessage);
  checkOptions(body);
  return body as unknown as ChatRequest;
}

/** The texts of a message, one after the other. */
export function textsOf({ content }: ChatMessage): readonly string[] {
  if (typeof content === 'string') return [content];
  return (content ?? []).flatMap((part) =>
    typeof (part as ContentPart | null)?.text === 'string' ? [part.text as string] : [],
  );
}

function checkMessage(message: unknown, index: number): void {
  const path = `messages[${index}]`;
  if (typeof message !== 'object' || message === null) throw wrongType(path, 'an object', message);
  const { role, content } = message as Record<string, unknown>;
  if (typeof role !== 'string' || !ROLES.has(role)) {
    const known = [...ROLES].map((one) => `'${one}'`).join(', ');
    throw invalid(
      `${path}.role`,
      `Invalid value: '${String(role)}'. Supported values are: ${known}.`,
      'invalid_value',
    );
  }
  const mayBeEmpty = role === 'assistant' || role === 'function';
  if (typeof content === 'string' || (mayBeEmpty && (content ?? null) === null)) return;
  if (!Array.isArray(content))
    throw wrongType(`${path}.content`, 'a string or an array of content parts', content);
  content.forEach((part: unknown, at) => {
    if (typeof (part as ContentPart | null)?.type !== 'string') {
      throw invalid(
        `${path}.content[${at}].type`,
        `Missing required parameter: '${path}.content[${at}].type'.`,
        'missing_required_parameter',
      );
    }
  });
}

function checkOptions(body: Record<string, unknown>): void {
  for (const name of ['max_tokens', 'max_completion_tokens', 'n']) checkNumber(body, name, 1, Infinity, true);
  checkNumber(body, 'temperature', 0, 2, false);
  checkNumber(body, 'top_p', 0, 1, false);
  if (body.stream !== undefined && body.stream !== null && typeof body.stream !== 'boolean') {
    throw wrongType('stream', 'a boolean', body.stream);
  }
  if (body.stream_options && !body.stream) {
    throw invalid(
      'stream_options',
      "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
      null,
    );
  }
  if (body.max_tokens && body.max_completion_tokens) {
    throw invalid(
      'max_tokens',
      "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
      'invalid_parameter_combination',
    );
  }
}

function checkNumber(
  body: Record<string, unknown>,
  name: string,
  least: number,
  most: number,
  whole: boolean,
): void {
  const value = body[name];
  if (value === undefined || value === null) return;
  if (typeof value !== 'number' || (whole && !Number.isInteger(value)))
    throw wrongType(name, whole ? 'an integer' : 'a number', value);
  if (value < least) {
    throw invalid(
      name,
      `Invalid '${name}': ${kind(whole)} below minimum value. Expected a value >= ${least}, but got ${value} instead.`,
      `${kind(whole)}_below_min_value`,
    );
  }
  if (value > most) {
    throw invalid(
      name,
      `Invalid '${name}': ${kind(whole)} above maximum value. Expected a value <= ${most}, but got ${value} instead.`,
      `${kind(whole)}_above_max_value`,
    );
  }
}

const kind = (whole: boolean): string => (whole ? 'integer' : 'decimal');

const invalid = (param: string, message: string, code: string | null): Refusal =>
  new Refusal(400, message, { param, code });

function wrongType(param: string, wanted: string, value: unknown): Refusal {
  const got = value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`;
  return invalid(
    param,
    `Invalid type for '${param}': expected ${wanted}, but got ${got} instead.`,
    'invalid_type',
  );
}
