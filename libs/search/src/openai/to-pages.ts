import type { FoundPage } from '../to-hits.js';
import { objectOf, objectsOf, type WireObject } from '../wire-values.js';

/** UTF-16 units before a link that are looked at; a bound for the patterns that go over them. */
const LONGEST_SENTENCE = 1_000;

/**
 * The cited pages in the order of their citations, then the other sources that the search consulted, which come
 * without a title. A citation marks the link in the text: what stands before it is what the model says of the
 * page, in the model's words.
 */
export function toPages(output: readonly WireObject[], engine: string): FoundPage[] {
  const cited = output
    .flatMap(({ content }) => objectsOf(content))
    .flatMap((part) => citedPages(part, engine));
  const consulted = output
    .flatMap(({ action }) => objectsOf(objectOf(action).sources))
    .map(({ url }) => ({ url, title: '', snippet: '', publishedAt: null, engine }));
  return [...cited, ...consulted];
}

function citedPages({ text, annotations }: WireObject, engine: string): FoundPage[] {
  const written = typeof text === 'string' ? text : '';
  let from = 0;
  return objectsOf(annotations)
    .filter(({ type }) => type === 'url_citation')
    .map(({ url, title, start_index: start, end_index: end }) => {
      const to = indexOf(start, from);
      const snippet = written.slice(Math.max(from, to - LONGEST_SENTENCE), to);
      from = indexOf(end, from);
      return { url, title, snippet: said(snippet), snippetOrigin: 'model', publishedAt: null, engine };
    });
}

function indexOf(value: unknown, from: number): number {
  return Number.isSafeInteger(value) && (value as number) > from ? (value as number) : from;
}

/** The last line of what stands between two links, without the brackets of either and the list's dash. */
function said(text: string): string {
  const line =
    text
      .replace(/[\s([]+$/, '')
      .split('\n')
      .at(-1) ?? '';
  return line.replace(/^[\s)\].,;*-]+/, '').replaceAll('**', '');
}
