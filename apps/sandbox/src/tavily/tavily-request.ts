import { Refusal } from '../http/vendor-wire.js';

export interface TavilyRequest {
  readonly query: string;
  readonly limit: number;
  readonly allowed: readonly string[];
  readonly blocked: readonly string[];
  /** One for a basic search, two for an advanced one. */
  readonly credits: number;
  readonly tellsUsage: boolean;
}

const DEPTHS: Readonly<Record<string, number>> = { basic: 1, fast: 1, 'ultra-fast': 1, advanced: 2 };
const RANGES = new Set(['day', 'week', 'month', 'year', 'd', 'w', 'm', 'y']);

/** Throws the 400 that Tavily answers with. Files carry no dates, so a time range is checked and narrows nothing. */
export function readTavilyRequest(body: Record<string, unknown>): TavilyRequest {
  const { query, max_results: limit = 5, search_depth: depth = 'basic', time_range: range = 'day' } = body;
  if (typeof query !== 'string' || query.trim() === '') throw new Refusal(400, 'Query is missing.');
  if (query.length > 400) throw new Refusal(400, 'Query is too long. Max query length is 400 characters.');
  if (!Number.isInteger(limit) || (limit as number) < 0 || (limit as number) > 20)
    throw new Refusal(400, 'Max results must be between 0 and 20.');
  const credits = DEPTHS[String(depth)];
  if (credits === undefined) throw new Refusal(400, 'Invalid search depth.');
  if (!RANGES.has(String(range))) throw new Refusal(400, 'Invalid time range.');
  return {
    query: query.trim(),
    limit: limit as number,
    allowed: domains(body.include_domains, 'include_domains', 300),
    blocked: domains(body.exclude_domains, 'exclude_domains', 150),
    credits,
    tellsUsage: body.include_usage === true,
  };
}

function domains(value: unknown, name: string, most: number): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.length <= most && value.every((one) => typeof one === 'string'))
    return value;
  throw new Refusal(400, `${name} must be a list of at most ${most} domains.`);
}
