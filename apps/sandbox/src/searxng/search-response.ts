import type { CorpusHit } from '../corpus/corpus.js';
import type { Section } from '../corpus/section.js';
import { snippetOf } from '../corpus/snippet.js';

const PER_PAGE = 10;
const ENGINE = 'package docs';

/** SearXNG's JSON. No file says when it was written, so `publishedDate` is null and a time range narrows nothing. */
export function searchResponse(query: string, hits: readonly CorpusHit[], page: number): string {
  const from = (page - 1) * PER_PAGE;
  return JSON.stringify({
    query,
    number_of_results: hits.length,
    results: hits.slice(from, from + PER_PAGE).map((hit, index) => result(hit, query, from + index + 1)),
    answers: [],
    corrections: [],
    infoboxes: [],
    suggestions: [],
    unresponsive_engines: [],
  });
}

/** What engines show of a page: its best passages, an ellipsis between them. */
const passages = (sections: readonly Section[], query: string): string =>
  sections
    .map(({ text }) => snippetOf(text, query))
    .filter(Boolean)
    .join(' … ');

function result({ section, more }: CorpusHit, query: string, position: number): object {
  const url = new URL(section.url);
  const title =
    section.heading === section.package ? section.package : `${section.heading} · ${section.package}`;
  return {
    url: section.url,
    title,
    content: passages([section, ...more], query) || title,
    publishedDate: null,
    thumbnail: '',
    engine: ENGINE,
    template: 'default.html',
    parsed_url: [
      url.protocol.slice(0, -1),
      url.host,
      url.pathname,
      '',
      url.search.slice(1),
      url.hash.slice(1),
    ],
    img_src: '',
    priority: '',
    engines: [ENGINE],
    positions: [position],
    score: 1 / position,
    category: 'general',
  };
}
