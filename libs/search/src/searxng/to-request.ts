import type { DomainPolicy } from '../domain-policy.js';
import type { SearchRequest } from '../search-engine.js';

/** More than this in one query confuses the engines behind SearXNG; the policy holds after the call anyway. */
const NARROWING_LIMIT = 8;
/** SearXNG refuses languages it cannot read; ours is BCP 47 with at most a region. */
const LANGUAGE = /^[a-z]{2,3}(-[A-Z]{2})?$/;

/** The query string of `GET /search`. */
export function toRequest({ query, recency, locale }: SearchRequest, policy: DomainPolicy): URLSearchParams {
  const parameters = new URLSearchParams({ q: narrowed(query, policy.allowed), format: 'json', pageno: '1' });
  if (recency !== undefined) parameters.set('time_range', recency);
  if (locale !== undefined && LANGUAGE.test(locale)) parameters.set('language', locale);
  return parameters;
}

function narrowed(query: string, domains: readonly string[]): string {
  if (domains.length === 0 || domains.length > NARROWING_LIMIT) return query;
  const sites = domains.map((domain) => `site:${domain}`).join(' OR ');
  return domains.length === 1 ? `${query} ${sites}` : `${query} (${sites})`;
}
