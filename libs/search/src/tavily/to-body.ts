import type { DomainPolicy } from '../domain-policy.js';
import type { SearchRequest } from '../search-engine.js';
import { shortenQuery } from '../shorten-query.js';

const QUERY_LIMITS = { characters: 400 };
const MOST_RESULTS = 20;
/** Tavily refuses longer lists; the policy holds after the call anyway. */
const MOST_INCLUDED = 300;
const MOST_EXCLUDED = 150;

/** The body of `POST /search`. `basic` is one credit whatever comes back. */
export function toBody({ query, limit, recency }: SearchRequest, policy: DomainPolicy): object {
  const { allowed, denied } = policy;
  return {
    query: shortenQuery(query, QUERY_LIMITS),
    search_depth: 'basic',
    topic: 'general',
    max_results: Math.min(limit, MOST_RESULTS),
    include_usage: true,
    ...(recency !== undefined && { time_range: recency }),
    ...(allowed.length > 0 && allowed.length <= MOST_INCLUDED && { include_domains: allowed }),
    ...(denied.length > 0 && { exclude_domains: denied.slice(0, MOST_EXCLUDED) }),
  };
}
