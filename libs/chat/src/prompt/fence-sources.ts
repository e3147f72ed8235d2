import type { Source } from '../chat-response.js';

/** Whatever looks like one of our tags, in any case and with any spaces. */
const TAG = /<(?=\s*\/?\s*sources?\b)/gi;
const LINE_BREAKS = /[\r\n\u2028\u2029]+/g;

/**
 * One source as numbered, fenced data. Its text can neither close the fence nor open another source: our tags
 * in it lose their bracket, and the nonce, which it cannot know, is taken out should it stand there all the same.
 */
export function fenceSource(source: Source, nonce: string): string {
  return [
    `<source id="${source.id}" nonce="${nonce}">`,
    `title: ${oneLine(source.title, nonce)}`,
    `url: ${oneLine(source.url, nonce)}`,
    `published: ${oneLine(source.published_at ?? 'unknown', nonce)}`,
    harmless(source.snippet, nonce),
    '</source>',
  ].join('\n');
}

export function fenceSources(fenced: readonly string[], nonce: string): string {
  return `<sources nonce="${nonce}">\n${fenced.join('\n')}\n</sources nonce="${nonce}">`;
}

function oneLine(text: string, nonce: string): string {
  return harmless(text.replace(LINE_BREAKS, ' '), nonce);
}

function harmless(text: string, nonce: string): string {
  const bare = text.includes('<') ? text.replace(TAG, '‹') : text;
  return bare.includes(nonce) ? bare.replaceAll(nonce, '') : bare;
}
