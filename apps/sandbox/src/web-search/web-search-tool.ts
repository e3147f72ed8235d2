import type { MessageRequest } from '../anthropic/message-request.js';
import { Refusal } from '../http/vendor-wire.js';

/** The `web_search` server tool of a request, of whichever version. */
export interface WebSearchTool {
  readonly type: string;
  readonly allowed: readonly string[];
  readonly blocked: readonly string[];
}

const TYPE = /^web_search_\d{8}$/;

/** Throws the 400 Anthropic answers a tool with that is not as it must be. */
export function webSearchTool({
  tools = [],
  tool_choice: choice,
}: MessageRequest & {
  readonly tool_choice?: { readonly type?: unknown } | null;
}): WebSearchTool | null {
  const index = tools.findIndex((tool) => TYPE.test(String((tool as { type?: unknown }).type)));
  if (index < 0 || choice?.type === 'none') return null;
  const tool = tools[index] as Record<string, unknown>;
  const path = `tools.${index}.${String(tool.type)}`;
  if (tool.name !== 'web_search') throw new Refusal(400, `${path}.name: Input should be 'web_search'`);
  if (!isCount(tool.max_uses)) throw new Refusal(400, `${path}.max_uses: Input should be greater than 0`);
  const allowed = domains(tool.allowed_domains, `${path}.allowed_domains`);
  const blocked = domains(tool.blocked_domains, `${path}.blocked_domains`);
  if (allowed.length > 0 && blocked.length > 0)
    throw new Refusal(400, `${path}: Only one of allowed_domains and blocked_domains can be set`);
  return { type: String(tool.type), allowed, blocked };
}

const isCount = (value: unknown): boolean =>
  value === undefined || value === null || (Number.isInteger(value) && (value as number) > 0);

function domains(value: unknown, path: string): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string'))
    throw new Refusal(400, `${path}: Input should be a valid list of strings`);
  const url = value.find((one) => one.includes('://'));
  if (url !== undefined) throw new Refusal(400, `${path}: ${url} must not have a scheme`);
  return value;
}
