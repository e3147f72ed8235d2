import type { DomainPolicy } from '../domain-policy.js';
import { narrowQuery } from '../narrow-query.js';
import type { SearchRequest } from '../search-engine.js';

/** SearXNG refuses languages it cannot read; ours is BCP 47 with at most a region. */
const LANGUAGE = /^[a-z]{2,3}(-[A-Z]{2})?$/;

/** The query string of `GET /search`. */
export function toRequest({ query, recency, locale }: SearchRequest, policy: DomainPolicy): URLSearchParams {
  const q = narrowQuery(query, policy.allowed);
  const parameters = new URLSearchParams({ q, format: 'json', pageno: '1' });
  if (recency !== undefined) parameters.set('time_range', recency);
  if (locale !== undefined && LANGUAGE.test(locale)) parameters.set('language', locale);
  return parameters;
}
