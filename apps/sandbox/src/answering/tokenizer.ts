import { countTokens, decode, encode } from 'gpt-tokenizer/encoding/o200k_base';
import { GenerationCache } from '../generation-cache.js';

/** A piece of prompt text whose tokens do not depend on what stands around it. */
export interface Segment {
  readonly tokens: number;
  readonly hash: number;
}

/** Text like `<|endoftext|>` is text here, as vendors treat it in messages, never a control token. */
const AS_TEXT = { disallowedSpecial: new Set<string>() };
const LONG_LINE = 256;
/** A run without a border is cut here all the same: the tokenizer's time grows with the square of a run. */
const LONGEST_RUN = 1_024;

const segments = new GenerationCache<string, Segment>(20_000);

/** The o200k_base token ids of a text. */
export const tokenIds = (text: string): number[] => encode(text, AS_TEXT);

/** The text of token ids; a character that is cut in the middle comes back as U+FFFD. */
export const tokenText = (ids: readonly number[]): string => decode(ids);

/**
 * Tokens of a text, cached by segment so that a prompt which differs in one line is cheap. Exact, but for runs
 * of more than 1,024 characters without a word border, which may count a token more for each cut.
 */
export function tokensIn(text: string): number {
  let tokens = 0;
  for (const segment of segmentsOf(text)) tokens += segment.tokens;
  return tokens;
}

export function segmentsOf(text: string): Segment[] {
  const found: Segment[] = [];
  for (let from = 0; from < text.length;) {
    const to = segmentEnd(text, from);
    found.push(segment(text.slice(from, to)));
    from = to;
  }
  return found;
}

/**
 * Cuts only where o200k_base's pre-tokenizer always cuts: behind a line end before a word character, or
 * before a single space between two ASCII letters. Counts of segments therefore add up.
 */
function segmentEnd(text: string, from: number): number {
  let lineEnd = text.indexOf('\n', from);
  while (lineEnd >= 0 && !isWordCharacter(text.charCodeAt(lineEnd + 1)))
    lineEnd = text.indexOf('\n', lineEnd + 1);
  const end = lineEnd < 0 ? text.length : lineEnd + 1;
  if (end - from <= LONG_LINE) return end;
  const limit = Math.min(end, from + LONGEST_RUN);
  for (let at = text.indexOf(' ', from + LONG_LINE); at >= 0 && at < limit; at = text.indexOf(' ', at + 1)) {
    if (isLetter(text.charCodeAt(at - 1)) && isLetter(text.charCodeAt(at + 1))) return at;
  }
  return isLowSurrogate(text.charCodeAt(limit)) ? limit - 1 : limit;
}

const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;
const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
const isWordCharacter = (code: number): boolean => isLetter(code) || (code >= 48 && code <= 57);

function segment(text: string): Segment {
  const known = segments.get(text);
  if (known) return known;
  const made = { tokens: countTokens(text, AS_TEXT), hash: hashOf(text) };
  // A slice keeps the whole prompt it was cut from alive; the copy does not.
  segments.set(Buffer.from(text, 'utf16le').toString('utf16le'), made);
  return made;
}

/** FNV-1a over code units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
