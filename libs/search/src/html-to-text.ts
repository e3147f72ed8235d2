import { visibleText } from './visible-text.js';

/** What engines put into titles and descriptions; numeric references are computed. */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  middot: '·',
  bull: '•',
  copy: '©',
  reg: '®',
  trade: '™',
  euro: '€',
};

const REFERENCE = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,6}));/g;
const TAG_START = /[a-zA-Z/!?]/;
const SPACES = /\s+/g;

/**
 * Plain text of a fragment of HTML: tags out, references decoded once, white space made single. Linear in its
 * input, which comes from strangers. A `<` that begins no tag is text; an unclosed tag ends the text.
 */
export function htmlToText(html: string, limit = 2_000): string {
  const text = withoutTags(visibleText(html)).replace(REFERENCE, decode);
  // Again: a reference may have spelt what no reader sees.
  return cut(visibleText(text).replace(SPACES, ' ').trim(), limit);
}

function withoutTags(html: string): string {
  let text = '';
  let from = 0;
  for (let start = html.indexOf('<'); start !== -1; start = html.indexOf('<', start)) {
    if (!TAG_START.test(html.charAt(start + 1))) {
      start += 1;
      continue;
    }
    text += html.slice(from, start);
    const end = html.indexOf('>', start);
    if (end === -1) return text;
    if (needsSpace(html, start)) text += ' ';
    start = end + 1;
    from = start;
  }
  return text + html.slice(from);
}

/**
 * Words on two sides of a block or a line break do not become one, and a stray `<` does not become the start of
 * a tag with what follows the one that is taken out.
 */
function needsSpace(html: string, start: number): boolean {
  return html.charAt(start - 1) === '<' || BREAKING.test(html.slice(start, start + LONGEST_BREAKING));
}

const BREAKING = /^<\/?(?:br|p|div|li|ul|ol|tr|td|th|table|h[1-6])[\s/>]/i;
const LONGEST_BREAKING = 9;

function decode(reference: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return NAMED[name] ?? reference;
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  const valid = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return valid ? String.fromCodePoint(code) : '\uFFFD';
}

/** Never in the middle of a surrogate pair. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const inPair = /[\uD800-\uDBFF]/.test(text.charAt(limit - 1));
  return text.slice(0, inPair ? limit - 1 : limit);
}
