import { UNDECIDED } from './marker.js';

// Small questions about the text around a place. None looks further than `LOOK_BACK` behind it or 31 ahead, so
// that the answer is the same wherever the text was cut.

/** So much text before the reading place is always at hand, in UTF-16 code units. */
export const LOOK_BACK = 96;

/** Neither an amount ("US$400", "1_000") nor a share ("$AAPL") is a name, though both have signs that names have. */
const INDEXED_WORD =
  /(?<![\p{L}\p{N}_$])(?!\d|\p{Lu}{0,3}\$(?:\d|\p{Lu}{1,6}$))(?:[a-z]|\w*[_$][\w$]*|[a-z]{2,}[A-Z][a-z]\w*|arr|array|vec|buf|k?wargs|argv?s?|nums|tmp|ptr|str|lst|mat|matrix|xs|ys|df|foo|bar|baz|list|items|tuple|dict|rows|cols|idx)$/u;
const LEAD_IN =
  /^[*_~]*(?:according to|as (?:per|noted|stated|reported|described|shown|explained)(?: in| by)?|per|based on|in|from|by|see|source|laut|siehe|nach)?$/i;

/** What follows a price and does not follow a number in a formula. */
const AFTER_PRICE = /^(?:$|\n|[)\];:!?'"*|[–/]|-[$\d]|[kKmMbB](?:[^\w$]|$)|\s(?:[\p{L}[(–\n]|$))/u;

/** Whether a `[1]` at `at` would be an index: `arr[1]`, `get_all()[1]`; but "blue[1]" is cited. */
export function isIndexed(text: string, at: number): boolean {
  const code = text.charCodeAt(at - 1);
  if (code === 0x29) return text.charCodeAt(at - 2) === 0x28;
  return isWord(code) && INDEXED_WORD.test(text.slice(Math.max(0, at - 24), at));
}

/** Behind these stands no unit and no variable, so that a raised digit is no exponent: "blue.¹" but "5 km²". */
const FOOTNOTED = new Set('.!?…。！？,;:"”’»」』，；：');

/** Whether a raised digit at `at` would be a footnote's. */
export function isFootnoted(text: string, at: number): boolean {
  return FOOTNOTED.has(text[at - 1] ?? '');
}

/** Whether a claim only leads to its marker: "According to [1], …". */
export function isLeadIn(claim: string): boolean {
  return claim.length <= 24 && LEAD_IN.test(claim);
}

/**
 * How long the price is that starts with the `$` at `at` ("$5.00 million"), 0 where it is none and the sign may
 * open a formula ("$2x$").
 */
export function measurePrice(text: string, at: number, final: boolean): number {
  let end = at + 1;
  while (end - at < 20 && /[\d.,]/.test(text[end] ?? '')) end++;
  if (end === at + 1) return 0;
  if (end + 1 >= text.length && !final) return UNDECIDED;
  return isStopped(text, end) || AFTER_PRICE.test(text.slice(end, end + 2)) ? end - at : 0;
}

function isStopped(text: string, end: number): boolean {
  return /[.,]/.test(text[end - 1] as string) && /\s/.test(text[end] ?? ' ');
}

function isWord(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 36
  );
}
