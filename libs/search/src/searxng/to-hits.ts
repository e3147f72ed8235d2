import { canonicalUrl, webUrl } from '../canonical-url.js';
import type { DomainPolicy } from '../domain-policy.js';
import { htmlToText } from '../html-to-text.js';
import { publishedAt } from '../published-at.js';
import type { SearchHit } from '../search-engine.js';

/** One entry of SearXNG's `results`; none of it can be relied on. */
interface SearxngResult {
  readonly url?: unknown;
  readonly title?: unknown;
  readonly content?: unknown;
  readonly engine?: unknown;
  readonly publishedDate?: unknown;
}

export interface HitOptions {
  readonly name: string;
  readonly limit: number;
  readonly policy: DomainPolicy;
}

/** Titles are cut here: UTF-16 units. */
const TITLE_LIMIT = 300;

/** The permitted pages, each once, in SearXNG's order, ranked from 1. */
export function toHits(results: readonly unknown[], { name, limit, policy }: HitOptions): SearchHit[] {
  const hits = new Map<string, SearchHit>();
  for (const result of results) {
    if (hits.size >= limit) break;
    const hit = toHit(result, name, hits.size + 1, policy);
    if (hit && !hits.has(hit.canonicalUrl)) hits.set(hit.canonicalUrl, hit);
  }
  return [...hits.values()];
}

function toHit(result: unknown, name: string, rank: number, policy: DomainPolicy): SearchHit | null {
  if (typeof result !== 'object' || result === null) return null;
  const { url, title, content, engine, publishedDate } = result as SearxngResult;
  const page = typeof url === 'string' ? webUrl(url) : null;
  if (!page || !policy.permits(page)) return null;
  return {
    url: page.href,
    canonicalUrl: canonicalUrl(page),
    title: htmlToText(textOf(title), TITLE_LIMIT) || page.hostname,
    snippet: htmlToText(textOf(content)),
    publishedAt: publishedAt(publishedDate),
    engine: typeof engine === 'string' ? `${name}:${engine}` : name,
    rank,
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
