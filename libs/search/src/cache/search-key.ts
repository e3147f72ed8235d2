import { DomainPolicy } from '../domain-policy.js';
import type { SearchRequest } from '../search-engine.js';

/**
 * Two searches with one key have one answer: case and white space of a query change nothing at any engine. What a
 * tenant has asked is no other's to find out, so nothing is shared between two.
 */
export function searchKey(tenant: string, engine: string, request: SearchRequest): string {
  const { query, limit, recency, locale } = request;
  const { allowed, denied } = new DomainPolicy(request);
  const words = query.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
  // A list of entries that are no domains allows nothing; an empty one allows all.
  const isLimited = (request.allow?.length ?? 0) > 0;
  const filters = [limit, recency, locale, isLimited, sorted(allowed), sorted(denied)];
  return JSON.stringify([tenant, engine, words, ...filters]);
}

function sorted(domains: readonly string[]): string[] {
  return [...new Set(domains)].sort();
}
