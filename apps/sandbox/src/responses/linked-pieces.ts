import { citedPieces } from '../web-search/cited-pieces.js';
import type { WebHit } from '../web-search/search-web.js';

export interface UrlCitation {
  readonly type: 'url_citation';
  readonly start_index: number;
  readonly end_index: number;
  readonly url: string;
  readonly title: string;
}

export interface LinkedPiece {
  readonly text: string;
  /** Of a link: it marks itself in the text, not the claim before it. */
  readonly citation: UrlCitation | null;
}

/** An answer as OpenAI writes one after a search: behind each quoted sentence a link, which an annotation marks. */
export function linkedPieces(answer: string, hits: readonly WebHit[]): LinkedPiece[] {
  let length = 0;
  return citedPieces(answer).flatMap(({ text, source }) => {
    const hit = source === null ? undefined : hits[source - 1];
    const said = hit ? `${text} ` : text;
    length += said.length;
    if (!hit) return [{ text: said, citation: null }];
    const page = new URL(hit.url);
    page.searchParams.set('utm_source', 'openai');
    const link = `([${page.hostname}](${page.href}))`;
    const start = length;
    length += link.length;
    const where = { start_index: start, end_index: length, url: page.href, title: hit.title };
    return [
      { text: said, citation: null },
      { text: link, citation: { type: 'url_citation' as const, ...where } },
    ];
  });
}
