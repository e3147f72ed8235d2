import { publishedAt } from '../published-at.js';
import type { FoundPage } from '../to-hits.js';
import { objectsOf, type WireObject } from '../wire-values.js';

/** The pages of every `web_search_tool_result`; their text is sealed, so what is cited of them is the snippet. */
export function toPages(content: readonly WireObject[], engine: string, now: number): FoundPage[] {
  const quotes = quotesByUrl(content);
  return content
    .filter(isResult)
    .flatMap((block) => objectsOf(block.content))
    .filter(({ type }) => type === 'web_search_result')
    .map(({ url, title, page_age: age }) => ({
      url,
      title,
      snippet: [...(quotes.get(url) ?? [])].join(' … '),
      publishedAt: publishedAt(age, now),
      engine,
    }));
}

/** Whether a search came to its end; in its place may stand a `web_search_tool_result_error`, or nothing. */
export function hasSearched(content: readonly WireObject[]): boolean {
  return content.some((block) => isResult(block) && Array.isArray(block.content));
}

function isResult({ type }: WireObject): boolean {
  return type === 'web_search_tool_result';
}

/** `cited_text` is the page's own words, at most 150 characters of them. */
function quotesByUrl(content: readonly WireObject[]): Map<unknown, Set<string>> {
  const quotes = new Map<unknown, Set<string>>();
  for (const { url, cited_text: quote } of content.flatMap(({ citations }) => objectsOf(citations))) {
    if (typeof quote !== 'string') continue;
    const known = quotes.get(url) ?? new Set();
    quotes.set(url, known.add(quote.trim()));
  }
  return quotes;
}
