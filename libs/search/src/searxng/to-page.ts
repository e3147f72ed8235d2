import { publishedAt } from '../published-at.js';
import type { FoundPage } from '../to-hits.js';
import type { WireObject } from '../wire-values.js';

/** An entry of SearXNG's `results`; `engine` says which of its engines found the page. */
export function toPage({ url, title, content, engine, publishedDate }: WireObject, name: string): FoundPage {
  return {
    url,
    title,
    snippet: content,
    publishedAt: publishedAt(publishedDate),
    engine: typeof engine === 'string' ? `${name}:${engine}` : name,
  };
}
