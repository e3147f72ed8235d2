import type { DomainPolicy } from '../domain-policy.js';
import { narrowQuery } from '../narrow-query.js';
import type { SearchRecency, SearchRequest } from '../search-engine.js';

const QUERY_LIMITS = { characters: 400, words: 50 };
/** Costs the same as fewer; more would be a second page, which is a second bill. */
const MOST_RESULTS = 20;
const FRESHNESS: Readonly<Record<SearchRecency, string>> = { day: 'pd', week: 'pw', month: 'pm', year: 'py' };

/** Codes of Brave's own where it does not take the usual ones. */
const LANGUAGES: Readonly<Record<string, string>> = {
  ja: 'jp',
  'pt-BR': 'pt-br',
  pt: 'pt-pt',
  'en-GB': 'en-gb',
  zh: 'zh-hans',
  'zh-TW': 'zh-hant',
};
/** Brave refuses the whole search for a code it does not know. */
const KNOWN_LANGUAGES = new Set(
  'ar bg bn ca cs da de el en es et eu fi fr gl gu he hi hr hu is it kn ko lt lv ml mr ms nb nl pa pl ro ru sk sl sr sv ta te th tr uk vi'.split(
    ' ',
  ),
);
const KNOWN_COUNTRIES = new Set(
  'AR AU AT BE BR CA CL CN DE DK ES FI FR GB GR HK ID IN IT JP KR MX MY NL NO NZ PH PL PT RU SA SE TR TW US ZA CH'.split(
    ' ',
  ),
);

/** The query string of `GET /res/v1/web/search`. */
export function toRequest(request: SearchRequest, policy: DomainPolicy): URLSearchParams {
  const { query, limit, recency, locale } = request;
  const parameters = new URLSearchParams({
    q: narrowQuery(query, policy.allowed, QUERY_LIMITS),
    count: String(isFiltered(request) ? MOST_RESULTS : Math.min(limit, MOST_RESULTS)),
    offset: '0',
    result_filter: 'web',
  });
  if (recency !== undefined) parameters.set('freshness', FRESHNESS[recency]);
  if (locale !== undefined) setLocale(parameters, locale);
  return parameters;
}

/** What is dropped after the call is made up for by asking for more. */
function isFiltered({ allow, deny, recency }: SearchRequest): boolean {
  return recency !== undefined || (allow?.length ?? 0) + (deny?.length ?? 0) > 0;
}

function setLocale(parameters: URLSearchParams, locale: string): void {
  const [language = '', region = ''] = locale.split('-');
  const code = LANGUAGES[locale] ?? LANGUAGES[language] ?? language;
  if (code !== language || KNOWN_LANGUAGES.has(code)) parameters.set('search_lang', code);
  if (KNOWN_COUNTRIES.has(region)) parameters.set('country', region);
}
