import { terms } from '../text/words.js';
import type { WebHit } from '../web-search/search-web.js';

/** Brave's JSON. No file says when it was written, so there is no `page_age`; a search without results has no `web`. */
export function braveResponse(query: string, hits: readonly WebHit[], more: boolean): string {
  const asked = terms(query);
  return JSON.stringify({
    query: {
      original: query,
      show_strict_warning: false,
      is_navigational: false,
      is_news_breaking: false,
      spellcheck_off: true,
      country: 'us',
      bad_results: false,
      should_fallback: false,
      postal_code: '',
      city: '',
      header_country: '',
      more_results_available: more,
      state: '',
    },
    mixed: {
      type: 'mixed',
      main: hits.map((_, index) => ({ type: 'web', index, all: false })),
      top: [],
      side: [],
    },
    type: 'search',
    ...(hits.length > 0 && {
      web: { type: 'search', results: hits.map((hit) => result(hit, asked)), family_friendly: true },
    }),
  });
}

function result({ url, title, snippet }: WebHit, asked: ReadonlySet<string>): object {
  const { hostname, protocol, pathname } = new URL(url);
  return {
    title: escaped(title),
    url,
    is_source_local: false,
    is_source_both: false,
    description: marked(snippet, asked),
    profile: { name: hostname, url, long_name: hostname, img: '' },
    language: 'en',
    family_friendly: true,
    type: 'search_result',
    subtype: 'generic',
    meta_url: {
      scheme: protocol.slice(0, -1),
      netloc: hostname,
      hostname,
      favicon: '',
      path: pathname.split('/').slice(1).join(' › '),
    },
  };
}

/** As Brave shows what was asked for: words of the query stand in `<strong>`, and all of it is HTML. */
function marked(text: string, asked: ReadonlySet<string>): string {
  return escaped(text).replace(/[\p{L}\p{N}]+/gu, (word) =>
    [...terms(word)].some((term) => asked.has(term)) ? `<strong>${word}</strong>` : word,
  );
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
