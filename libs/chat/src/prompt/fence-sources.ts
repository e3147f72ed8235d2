import { visibleText } from '@app/search';
import type { Source } from '../chat-response.js';

/** Whatever a model could take for one of our tags: any case, spaces and slashes; wide or escaped brackets too. */
const TAG = /(?:[<＜﹤‹]|&(?:lt|#0{0,8}60|#x0{0,8}3c);?)(?=[\s/／\\]*sources?(?![a-z]))/gi;
const LINE_BREAKS = /[\r\n\u0085\u2028\u2029]+/g;

/** A source's own words, as they may stand in a prompt. */
export type SourceText = Pick<Source, 'id' | 'title' | 'url' | 'published_at' | 'snippet'>;

/**
 * One source as numbered, fenced data. Its text can neither close the fence nor open another source: both tags bear
 * the request's nonce, which no page can know; what looks like one of our tags loses its bracket; and what no reader
 * would see, which could break such a look-alike up or spell a message of its own, is taken out before.
 */
export function fenceSource(source: SourceText, nonce: string): string {
  const { id, title, url, published_at: published, snippet } = neutralSource(source, nonce);
  return [
    `<source id="${id}" nonce="${nonce}">`,
    `title: ${title}`,
    `url: ${url}`,
    `published: ${published ?? 'unknown'}`,
    snippet,
    `</source nonce="${nonce}">`,
  ].join('\n');
}

export function fenceSources(fenced: readonly string[], nonce: string): string {
  return `<sources nonce="${nonce}">\n${fenced.join('\n')}\n</sources nonce="${nonce}">`;
}

/** The source with nothing in it that could be taken for a fence: for a vendor that has blocks of its own, too. */
export function neutralSource<Given extends SourceText>(source: Given, nonce: string): Given {
  const { title, url, published_at: published, snippet } = source;
  return {
    ...source,
    title: oneLine(title, nonce),
    url: oneLine(url, nonce),
    published_at: published === null ? null : oneLine(published, nonce),
    snippet: neutral(snippet, nonce),
  };
}

function oneLine(text: string, nonce: string): string {
  return neutral(text.replace(LINE_BREAKS, ' '), nonce);
}

function neutral(text: string, nonce: string): string {
  // Never to nothing: what stood around it would close up to the nonce once more.
  return visibleText(text).replace(TAG, '(').replaceAll(nonce, '*');
}
