import { shortenQuery, type QueryLimits } from './shorten-query.js';

/** More than this in one query confuses engines; the policy holds after the call anyway. */
const NARROWING_LIMIT = 8;

/** The query with `site:` for the allowed domains, within the engine's limits: what is cut is the query's end. */
export function narrowQuery(query: string, domains: readonly string[], limits?: QueryLimits): string {
  const sites = sitesOf(domains);
  if (limits === undefined) return sites === '' ? query : `${query} ${sites}`;
  if (sites === '') return shortenQuery(query, limits);
  const { characters, words = Infinity } = limits;
  const room = { characters: characters - sites.length - 1, words: words - sites.split(' ').length };
  if (room.characters < characters / 2) return shortenQuery(query, limits);
  return `${shortenQuery(query, room)} ${sites}`;
}

function sitesOf(domains: readonly string[]): string {
  if (domains.length === 0 || domains.length > NARROWING_LIMIT) return '';
  const sites = domains.map((domain) => `site:${domain}`).join(' OR ');
  return domains.length === 1 ? sites : `(${sites})`;
}
