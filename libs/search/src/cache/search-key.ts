import { DomainPolicy } from '../domain-policy.js';
import type { SearchRequest } from '../search-engine.js';

/** Two searches with one key have one answer: case and white space of a query change nothing at any engine. */
export function searchKey(engine: string, request: SearchRequest): string {
  const { query, limit, recency, locale } = request;
  const { allowed, denied } = new DomainPolicy(request);
  const words = query.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
  // A list of entries that are no domains allows nothing; an empty one allows all.
  const isLimited = (request.allow?.length ?? 0) > 0;
  return JSON.stringify([engine, words, limit, recency, locale, isLimited, sorted(allowed), sorted(denied)]);
}

function sorted(domains: readonly string[]): string[] {
  return [...new Set(domains)].sort();
}
