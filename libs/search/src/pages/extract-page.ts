import { Readability } from '@mozilla/readability';
import { DOMParser } from 'linkedom';
import { blockText, normaliseText } from './block-text.js';
import type { ContentType } from './content-type.js';
import { decodeText } from './decode-text.js';
import { injectionScore, type InjectionScore } from './injection-score.js';
import { pageFacts } from './page-facts.js';
import type { PageNode } from './page-node.js';
import { stripHidden } from './strip-hidden.js';
import { PageStyles } from './visibility/page-styles.js';
import { withinMarkup } from './within-markup.js';

/** A page as it was sent. */
export interface PageSource extends ContentType {
  readonly bytes: Uint8Array;
}

export interface ExtractedPage {
  /** Empty where the page has none. */
  readonly title: string;
  readonly text: string;
  readonly publishedAt: string | null;
  readonly truncated: boolean;
  readonly injection: InjectionScore;
}

/** What is kept: bytes in UTF-8. */
export const TEXT_LIMIT = 100_000;
const TITLE_LIMIT = 300;
/**
 * Readability is more than quadratic in the depth of a page (5,000 levels: 4 s) and slow on many elements (8,000:
 * up to 1 s). Beyond these all of the page, or its `<main>`, is taken instead of what Readability finds.
 */
const ELEMENTS_FOR_ARTICLE = 8_000;
const DEPTH_FOR_ARTICLE = 100;
/** An article that is shorter, or a smaller part of its page, was not found. Characters; share. */
const SHORTEST_ARTICLE = 250;
const SMALLEST_SHARE = 0.1;

const DOCTYPE = /^[^<]*(?:<!--[^>]*>\s*)?<!doctype\s/i;

interface Found {
  readonly title: string;
  readonly text: string;
  readonly publishedAt: string | null;
  readonly hidden: string;
  readonly cut: boolean;
}

/** A page's own text, without what surrounds it and without what nobody sees. May be slow, and may throw. */
export function extractPage({ bytes, kind, charset }: PageSource): ExtractedPage {
  const source = decodeText(bytes, charset, kind === 'html');
  const found = kind === 'html' ? fromHtml(source) : fromText(source, kind === 'markdown');
  const text = withinBytes(found.text, TEXT_LIMIT);
  return {
    title: normaliseText(found.title).replaceAll('\n', ' ').slice(0, TITLE_LIMIT).trim(),
    text,
    publishedAt: found.publishedAt,
    truncated: found.cut || text.length < found.text.length,
    injection: injectionScore(text, found.hidden),
  };
}

function fromHtml(source: string): Found {
  const html = withinMarkup(source);
  const document = new DOMParser().parseFromString(wrapped(html), 'text/html');
  // The parser makes a text of every stray sign; Readability is quadratic in them.
  document.normalize();
  // Not from the document itself, whose first child, the doctype, knows no siblings.
  const root: PageNode = document.documentElement;
  const facts = pageFacts(root);
  const { styles: sheets, hasOtherSheets: hasOthers } = facts;
  const hidden = stripHidden(
    root,
    new PageStyles(root, { sheets, hasOthers, quirksMode: !DOCTYPE.test(html) }),
  );
  const isSimple = facts.elements <= ELEMENTS_FOR_ARTICLE && facts.depth <= DEPTH_FOR_ARTICLE;
  const whole = blockText((isSimple ? null : facts.main) ?? document.body ?? root);
  const article = isSimple ? articleOf(document) : '';
  const isArticle = article.length >= Math.max(SHORTEST_ARTICLE, whole.length * SMALLEST_SHARE);
  return {
    title: facts.title,
    publishedAt: facts.publishedAt,
    hidden,
    text: isArticle ? article : whole,
    cut: html.length < source.length,
  };
}

/** Readability takes the document apart: nothing else can be read from it afterwards. */
function articleOf(document: ReturnType<DOMParser['parseFromString']>): string {
  const options = { serializer: (node: unknown) => blockText(node as PageNode) };
  return new Readability(document, options).parse()?.content ?? '';
}

/** linkedom takes the first element for the root, and a document without one has no body. */
function wrapped(html: string): string {
  return /<html[\s>]/i.test(html) ? html : `<html><body>${html}</body></html>`;
}

const MARKDOWN_COMMENT = /<!--[\s\S]*?(?:-->|$)/g;
const HEADING = /^#{1,6} +(.+)$/m;

function fromText(source: string, isMarkdown: boolean): Found {
  const comments = isMarkdown ? (source.match(MARKDOWN_COMMENT) ?? []) : [];
  const visible = isMarkdown ? source.replace(MARKDOWN_COMMENT, '') : source;
  const text = normaliseText(visible);
  const title = (isMarkdown && HEADING.exec(text)?.[1]) || '';
  return { title, text, publishedAt: null, hidden: comments.join('\n'), cut: false };
}

/** Never in the middle of a character. */
function withinBytes(text: string, limit: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(limit));
  return text.slice(0, read);
}
