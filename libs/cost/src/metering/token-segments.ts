/**
 * The longest piece handed to the tokenizer, in UTF-16 units: its time grows with the square of a run without a
 * word border (32,000 of one character take 13 s). At this length the slowest known text costs 1 ms a piece.
 */
export const LONGEST_SEGMENT = 240;

const WORD = /^[\p{L}\p{N}]$/u;
/** What never opens a token behind a word: more of the word, its mark, a contraction's apostrophe, half a pair. */
const CLINGS = /^(?:[\p{L}\p{N}\p{M}'’]|\p{Cs})$/u;

/**
 * A text in pieces whose token counts add up to its own: cut where o200k_base's pre-tokenizer always cuts, which
 * is between a word and what is none. A run without such a border is cut all the same and may count a token more.
 */
export function* tokenSegments(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    const to = segmentEnd(text, from);
    yield text.slice(from, to);
    from = to;
  }
}

function segmentEnd(text: string, from: number): number {
  const limit = from + LONGEST_SEGMENT;
  if (limit >= text.length) return text.length;
  for (let at = limit; at > from + 1; at--) if (isBorder(text, at)) return at;
  return isLowSurrogate(text.charCodeAt(limit)) ? limit - 1 : limit;
}

const isBorder = (text: string, at: number): boolean =>
  WORD.test(text.charAt(at - 1)) && !CLINGS.test(text.charAt(at));
const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;
