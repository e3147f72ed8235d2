import type { Corpus } from '../corpus/corpus.js';
import { snippetOf } from '../corpus/snippet.js';
import { GenerationCache } from '../generation-cache.js';
import { isOnDomains } from './on-domains.js';

/** A found page, for every search format but SearXNG's. */
export interface WebHit {
  readonly url: string;
  readonly title: string;
  /** Its best passages, an ellipsis between them. */
  readonly snippet: string;
  /** The text that was found, for a model that reads it. */
  readonly content: string;
  /** From 1 for the best down to 0. */
  readonly score: number;
}

export interface WebSearch {
  /** May hold `site:` terms, which go before the lists. */
  readonly query: string;
  readonly limit: number;
  /** The first of them is this one, from 0. */
  readonly from?: number;
  /** Empty: all. */
  readonly allowed?: readonly string[];
  readonly blocked?: readonly string[];
}

const SITE = /(^|[\s(])site:(\S+?)(?=[\s)]|$)/gi;
const OPERATORS = /\bOR\b|[()]/g;

/** The answers of each corpus, which does not change: under load the same questions come again. */
const answers = new WeakMap<Corpus, GenerationCache<string, readonly WebHit[]>>();
const LONGEST_KEY = 1_000;

/** What a search engine would do with the sandbox's corpus. */
export function searchWeb(corpus: Corpus, search: WebSearch): readonly WebHit[] {
  const known = answers.get(corpus) ?? new GenerationCache(500);
  answers.set(corpus, known);
  const key = JSON.stringify(search);
  const hits = known.get(key) ?? findHits(corpus, search);
  if (key.length <= LONGEST_KEY) known.set(key, hits);
  return hits;
}

function findHits(corpus: Corpus, { query, limit, from = 0, allowed, blocked }: WebSearch): WebHit[] {
  const sites = [...query.matchAll(SITE)].map((match) => match[2] as string);
  const words = sites.length === 0 ? query : query.replace(SITE, '$1').replace(OPERATORS, ' ').trim();
  const domains = sites.length > 0 ? sites : (allowed ?? []);
  const found = corpus
    .search(words)
    .filter(({ section }) => domains.length === 0 || isOnDomains(section.url, domains))
    .filter(({ section }) => !isOnDomains(section.url, blocked ?? []));
  const best = found[0]?.score ?? 1;
  return found.slice(from, from + limit).map(({ section, more, score }) => {
    const sections = [section, ...more];
    const title =
      section.heading === section.package ? section.package : `${section.heading} · ${section.package}`;
    const passages = sections.map(({ text }) => snippetOf(text, words)).filter(Boolean);
    return {
      url: section.url,
      title,
      snippet: passages.join(' … ') || title,
      content: sections.map(({ text }) => text).join('\n'),
      score: score / best,
    };
  });
}
