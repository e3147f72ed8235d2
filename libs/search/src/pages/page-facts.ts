import { publishedAt } from '../published-at.js';
import { attributesOf, isElement, isText, walk, type PageElement, type PageNode } from './page-node.js';
import type { Sheet } from './visibility/read-sheets.js';

/** What a page says about itself, gathered in one walk before anything is taken out of it. */
export interface PageFacts {
  title: string;
  /** RFC 3339 in UTC. */
  publishedAt: string | null;
  /** The `<style>` elements. */
  styles: Sheet[];
  /** Whether there are sheets that only another file holds. */
  hasOtherSheets: boolean;
  elements: number;
  /** The deepest nesting. */
  depth: number;
  /** What says that it is the main part. */
  main: PageElement | null;
}

interface Claims {
  readonly metas: Map<string, string>;
  readonly jsonLd: string[];
  readonly times: string[];
  readonly titles: string[];
  readonly headings: string[];
}

/** Of each kind; a page may hold any number. */
const MOST_CLAIMS = 200;
const LONGEST_JSON_LD = 200_000;
const DATE_METAS = [
  'article:published_time',
  'og:published_time',
  'datepublished',
  'citation_publication_date',
  'citation_online_date',
  'parsely-pub-date',
  'dcterms.issued',
  'dcterms.created',
  'dc.date.issued',
  'dc.date',
  'publishdate',
  'pubdate',
  'date',
];

export function pageFacts(document: PageNode): PageFacts {
  const facts: PageFacts = {
    title: '',
    publishedAt: null,
    styles: [],
    hasOtherSheets: false,
    elements: 0,
    depth: 0,
    main: null,
  };
  const claims: Claims = { metas: new Map(), jsonLd: [], times: [], titles: [], headings: [] };
  walk(document, (node, depth) => {
    if (!isElement(node)) return true;
    facts.elements += 1;
    if (depth > facts.depth) facts.depth = depth;
    return note(node, facts, claims);
  });
  facts.title =
    [...claims.titles, claims.metas.get('og:title') ?? '', ...claims.headings].find(Boolean) ?? '';
  facts.publishedAt = publication(claims);
  return facts;
}

/** Whether to look below the element. */
function note(element: PageElement, facts: PageFacts, claims: Claims): boolean {
  switch (element.localName) {
    case 'title':
      add(claims.titles, element.textContent);
      return false;
    case 'h1':
      if (claims.headings.length === 0) add(claims.headings, beginningOf(element));
      return true;
    case 'main':
    case 'article':
      facts.main ??= element;
      return true;
    case 'style':
      noteSheet(element, facts);
      return false;
    case 'link':
      facts.hasOtherSheets ||= /\bstylesheet\b/i.test(attributesOf(element).get('rel') ?? '');
      return false;
    // Their styles are not those of a page that runs scripts.
    case 'noscript':
    case 'template':
      return false;
    case 'meta':
      noteMeta(element, claims.metas);
      return false;
    case 'script':
      if (attributesOf(element).get('type') === 'application/ld+json')
        add(claims.jsonLd, element.textContent);
      return false;
    case 'time':
      add(claims.times, attributesOf(element).get('datetime'));
      return true;
    default:
      return true;
  }
}

function add(list: string[], text: string | null | undefined): void {
  const trimmed = text?.trim() ?? '';
  if (trimmed !== '' && list.length < MOST_CLAIMS) list.push(trimmed);
}

/** What a title needs of a heading. Bounded, because headings may stand in headings: nodes and characters. */
const HEADING_NODES = 200;
const HEADING_LENGTH = 1_000;

function beginningOf(element: PageElement): string {
  let text = '';
  let nodes = 0;
  walk(element, (node) => {
    nodes += 1;
    if (nodes > HEADING_NODES || text.length > HEADING_LENGTH) return false;
    if (isText(node)) text += node.textContent ?? '';
    return true;
  });
  return text;
}

function noteSheet(element: PageElement, facts: PageFacts): void {
  const text = element.textContent ?? '';
  if (/@import\b/i.test(text)) facts.hasOtherSheets = true;
  facts.styles.push({ text, media: attributesOf(element).get('media') ?? '' });
}

function noteMeta(element: PageElement, metas: Map<string, string>): void {
  const attributes = attributesOf(element);
  const name = attributes.get('property') ?? attributes.get('name') ?? attributes.get('itemprop');
  const content = attributes.get('content')?.trim();
  if (!name || !content || metas.size >= MOST_CLAIMS) return;
  const key = name.toLowerCase();
  if (!metas.has(key)) metas.set(key, content);
}

/** JSON-LD first, which is written for machines; a `<time>` last, which may be anything's. */
function publication({ metas, jsonLd, times }: Claims): string | null {
  const said = [...jsonLd.map(datePublished), ...DATE_METAS.map((name) => metas.get(name)), times[0]];
  for (const value of said) {
    const date = publishedAt(value?.trim().replaceAll('/', '-'));
    if (date !== null) return date;
  }
  return null;
}

function datePublished(text: string): string | undefined {
  if (text.length > LONGEST_JSON_LD) return undefined;
  try {
    return dateIn(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Of the thing itself, of the first of a list, or of the first in a `@graph` that has one. */
function dateIn(data: unknown, levels = 3): string | undefined {
  if (levels === 0 || typeof data !== 'object' || data === null) return undefined;
  if (!Array.isArray(data)) {
    const { datePublished: date, '@graph': graph } = data as { datePublished?: unknown; '@graph'?: unknown };
    return typeof date === 'string' ? date : dateIn(graph, levels - 1);
  }
  for (const item of data.slice(0, MOST_CLAIMS)) {
    const date = dateIn(item, levels - 1);
    if (date !== undefined) return date;
  }
  return undefined;
}
