import { canonicalUrl, webUrl } from './canonical-url.js';
import type { DomainPolicy } from './domain-policy.js';
import { htmlToText } from './html-to-text.js';
import { isTooOld } from './recency.js';
import type { SearchHit, SearchRequest } from './search-engine.js';

/** A page as an adapter read it from the wire; none of it can be relied on. */
export interface FoundPage {
  readonly url: unknown;
  readonly title: unknown;
  readonly snippet: unknown;
  readonly publishedAt: string | null;
  readonly engine: string;
  readonly snippetOrigin?: 'model';
}

export interface HitOptions {
  readonly request: Pick<SearchRequest, 'limit' | 'recency'>;
  readonly policy: DomainPolicy;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Titles are cut here: UTF-16 units. */
const TITLE_LIMIT = 300;

/**
 * The permitted pages that are not known to be too old, each once, in the order they were found, ranked from 1.
 * What an engine was asked to leave out is left out here again: none of them is held to its word.
 */
export function toHits(found: readonly FoundPage[], options: HitOptions): SearchHit[] {
  const hits = new Map<string, SearchHit>();
  for (const page of found) {
    if (hits.size >= options.request.limit) break;
    const hit = toHit(page, hits.size + 1, options);
    if (hit && !hits.has(hit.canonicalUrl)) hits.set(hit.canonicalUrl, hit);
  }
  return [...hits.values()];
}

function toHit(found: FoundPage, rank: number, { request, policy, now }: HitOptions): SearchHit | null {
  const page = typeof found.url === 'string' ? webUrl(found.url) : null;
  if (!page || !policy.permits(page)) return null;
  if (isTooOld(found.publishedAt, request.recency, now)) return null;
  const snippet = htmlToText(textOf(found.snippet));
  return {
    url: page.href,
    canonicalUrl: canonicalUrl(page),
    title: htmlToText(textOf(found.title), TITLE_LIMIT) || page.hostname,
    snippet,
    ...(found.snippetOrigin && snippet !== '' && { snippetOrigin: found.snippetOrigin }),
    publishedAt: found.publishedAt,
    engine: found.engine,
    rank,
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
