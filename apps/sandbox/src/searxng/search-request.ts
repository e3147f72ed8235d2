import { Refusal } from '../http/vendor-wire.js';

export interface SearchRequest {
  readonly query: string;
  /** From 1. */
  readonly page: number;
}

const RANGES = new Set(['', 'day', 'week', 'month', 'year']);
const LANGUAGE = /^(?:all|auto|[a-z]{2,3}(?:[-_][a-zA-Z]{2,4})?)$/;

/** Throws the `Refusal` SearXNG answers with: 403 where a format is not enabled, 400 for a parameter it cannot use. */
export function readSearchRequest(query: URLSearchParams): SearchRequest {
  if (query.get('format') !== 'json') throw new Refusal(403, FORBIDDEN);
  const text = query.get('q')?.trim() ?? '';
  if (text === '') throw new Refusal(400, 'No query');
  const page = query.get('pageno') ?? '1';
  if (!/^[1-9]\d{0,3}$/.test(page)) throw invalid('pageno', page);
  const range = query.get('time_range') ?? '';
  if (!RANGES.has(range)) throw invalid('time_range', range);
  const language = query.get('language') ?? 'all';
  if (!LANGUAGE.test(language)) throw invalid('language', language);
  return { query: text, page: Number(page) };
}

const FORBIDDEN = 'Forbidden';

const invalid = (name: string, value: string): Refusal =>
  new Refusal(400, `Invalid value "${value}" for parameter ${name}`);
