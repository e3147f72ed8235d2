import { UNDECIDED } from './marker.js';

/** What stands before the text of a line. `text`: nothing does. */
export type LineTokenKind = 'quote' | 'bullet' | 'heading' | 'rule' | 'fence' | 'row' | 'text' | 'undecided';

export interface LineToken {
  readonly kind: LineTokenKind;
  readonly length: number;
}

const QUOTE: LineToken = { kind: 'quote', length: 1 };
const ROW: LineToken = { kind: 'row', length: 0 };
const TEXT: LineToken = { kind: 'text', length: 0 };
const MORE: LineToken = { kind: 'undecided', length: 0 };

/** A longer run of one character decides nothing any more. */
const LONGEST_RUN = 30;
const SPACE = 0x20;
const TAB = 0x09;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Reads the block structure that starts at `at`, a character that is no space. Looks at most 31 ahead. */
export function readLineToken(text: string, at: number, final: boolean): LineToken {
  const first = text[at] as string;
  if (first === '>') return QUOTE;
  if (first === '|') return ROW;
  if (first >= '0' && first <= '9') return readNumber(text, at, final);
  if (!'-*+_=#`~•'.includes(first)) return TEXT;
  const run = runLength(text, at);
  const after = charAfter(text, at + run, final);
  if (after === UNDECIDED && run < LONGEST_RUN) return MORE;
  return readRun(first, run, after);
}

/** How often the character at `at` is repeated, up to `LONGEST_RUN`. */
export function runLength(text: string, at: number): number {
  const code = text.charCodeAt(at);
  let end = at + 1;
  while (end - at < LONGEST_RUN && text.charCodeAt(end) === code) end++;
  return end - at;
}

function readRun(first: string, run: number, after: number): LineToken {
  const spaced = after === SPACE || after === TAB;
  const ended = after === NEWLINE || after === RETURN;
  if (first === '`' || first === '~') return run >= 3 ? { kind: 'fence', length: run } : TEXT;
  if (first === '#') return run <= 6 && (spaced || ended) ? { kind: 'heading', length: run } : TEXT;
  if (run === 1 && '-*+•'.includes(first) && (spaced || ended)) return { kind: 'bullet', length: 1 };
  return run >= 3 && ended && '-*_='.includes(first) ? { kind: 'rule', length: run } : TEXT;
}

/** `1. ` and `12) `; nine digits at most, as CommonMark has it. */
function readNumber(text: string, at: number, final: boolean): LineToken {
  let end = at;
  while (end - at < 10 && isDigit(text.charCodeAt(end))) end++;
  if (end - at > 9) return TEXT;
  if (end >= text.length) return final ? TEXT : MORE;
  if (text[end] !== '.' && text[end] !== ')') return TEXT;
  const after = charAfter(text, end + 1, final);
  if (after === UNDECIDED) return MORE;
  const isItem = after === SPACE || after === TAB || after === NEWLINE;
  return isItem ? { kind: 'bullet', length: end + 1 - at } : TEXT;
}

/** The code at `at`; a newline at the very end; `UNDECIDED` while there may come more. */
function charAfter(text: string, at: number, final: boolean): number {
  if (at < text.length) return text.charCodeAt(at);
  return final ? NEWLINE : UNDECIDED;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
