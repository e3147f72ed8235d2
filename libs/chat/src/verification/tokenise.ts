import { Class, classOf, isCapital, isWordPart } from './character-class.js';
import { CERTAIN_STOPS, isLowercase, isWithinSentence, SPACED_STOPS } from '../sentences/sentence-stop.js';
import { wordOf, type Word } from './word.js';

export const TokenKind = { Word: 0, Number: 1, Ideograph: 2 } as const;
export type TokenKind = (typeof TokenKind)[keyof typeof TokenKind];

/** Half-open, in UTF-16 code units of the text. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  readonly word: Word;
  /** Index of the sentence it stands in. */
  readonly sentence: number;
}

export interface Sentence {
  /** Tokens `[first, end)`. */
  readonly first: number;
  readonly end: number;
  /** A short line of its own that ends without a stop. */
  readonly heading: boolean;
}

export interface Tokens {
  readonly tokens: readonly Token[];
  readonly sentences: readonly Sentence[];
  /** Whether the text had more tokens than were read. */
  readonly truncated: boolean;
}

/** A text without stops (a table, a minified page) is cut after so many tokens, so that windows stay windows. */
const LONGEST_SENTENCE = 60;
const LONGEST_HEADING = 12;

/**
 * Words, numbers and (for scripts without spaces) pairs of ideographs, with the sentences they stand in. One pass,
 * O(length); at most `limit` tokens. `camelCase` comes as its parts, as do words joined by hyphens and dots.
 */
export function tokenise(text: string, limit: number): Tokens {
  const scan = new Scan(text);
  let at = 0;
  while (at < text.length && scan.tokens.length < limit) {
    const kind = classOf(text.charCodeAt(at));
    if (kind === Class.Other) at++;
    else if (kind === Class.Letter) at = scan.word(at);
    else if (kind === Class.Digit) at = scan.number(at);
    else at = scan.ideograph(at);
  }
  while (at < text.length && classOf(text.charCodeAt(at)) === Class.Other) at++;
  return scan.finish(at < text.length);
}

const APOSTROPHES = new Set([0x27, 0x2019]);
/** Between two digits these are part of the number: 1,200 · 3.1 · 9:30 · 1'000 · 1 000 with a no-break space. */
const INSIDE_NUMBER = new Set([0x2c, 0x2e, 0x3a, 0x27, 0x2019, 0xa0, 0x202f]);

class Scan {
  readonly tokens: Token[] = [];
  private readonly sentences: Sentence[] = [];
  private first = 0;
  private gapStart = 0;

  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  word(start: number): number {
    const { text } = this;
    let end = start;
    let part = start;
    let lower = false;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (APOSTROPHES.has(code) && end > start && classOf(text.charCodeAt(end + 1)) === Class.Letter)
        continue;
      const kind = classOf(code);
      if (kind !== Class.Letter && kind !== Class.Digit) break;
      const upper = code >= 65 && code <= 90;
      if (upper && lower) {
        this.add(TokenKind.Word, part, end);
        part = end;
      }
      lower = code >= 97 && code <= 122;
    }
    this.add(TokenKind.Word, part, end);
    return end;
  }

  number(start: number): number {
    const { text } = this;
    let end = start + 1;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (classOf(code) === Class.Digit) continue;
      if (!INSIDE_NUMBER.has(code) || classOf(text.charCodeAt(end + 1)) !== Class.Digit) break;
    }
    // `5G`, `3rd`, `512kB`: what clings to the digits says what they mean.
    let suffix = end;
    while (suffix < text.length && suffix - end < 16 && isWordPart(text.charCodeAt(suffix))) suffix++;
    this.add(TokenKind.Number, start, suffix);
    return suffix;
  }

  /** Each ideograph with the one that follows, so that neighbours count as in words. */
  ideograph(start: number): number {
    const pair = classOf(this.text.charCodeAt(start + 1)) === Class.Ideograph;
    this.add(TokenKind.Ideograph, start, start + (pair ? 2 : 1));
    return start + 1;
  }

  finish(truncated: boolean): Tokens {
    this.closeSentence(false);
    return { tokens: this.tokens, sentences: this.sentences, truncated };
  }

  private add(kind: TokenKind, start: number, end: number): void {
    this.breakAt(start);
    const word = wordOf(this.text.slice(start, end));
    this.tokens.push({ kind, start, end, word, sentence: this.sentences.length });
    this.gapStart = end;
  }

  private breakAt(start: number): void {
    const length = this.tokens.length - this.first;
    if (length === 0) return;
    const gap = this.gapStart >= start ? Gap.None : this.gap(start);
    if (gap === Gap.Line) this.closeSentence(length <= LONGEST_HEADING);
    else if (gap === Gap.Stop || length >= LONGEST_SENTENCE) this.closeSentence(false);
  }

  private closeSentence(heading: boolean): void {
    if (this.tokens.length === this.first) return;
    this.sentences.push({ first: this.first, end: this.tokens.length, heading });
    this.first = this.tokens.length;
  }

  /** What the characters between two tokens say about the sentence. */
  private gap(end: number): Gap {
    const { text } = this;
    let stop = false;
    let spaced = false;
    let lines = 0;
    let marker = false;
    for (let at = this.gapStart; at < end; at++) {
      const code = text.charCodeAt(at);
      if (code === 10) lines++;
      else if (STOPS.has(code)) stop ||= !isWithinSentence(text, at, true);
      else if (CERTAIN.has(code)) return Gap.Stop;
      if (code <= 32 || code === 0xa0) spaced ||= stop;
      // A bullet, a heading's hash or a table's border on a new line.
      else if (lines > 0) marker ||= BLOCK_MARKERS.has(code);
    }
    if (stop && spaced && (lines > 1 || !isLowercase(text.charCodeAt(end)))) return Gap.Stop;
    if (lines === 0) return Gap.None;
    const titled = this.tokens.length - this.first <= LONGEST_HEADING && isCapital(text.charCodeAt(end));
    return lines > 1 || marker || titled ? Gap.Line : Gap.None;
  }
}

const Gap = { None: 0, Stop: 1, Line: 2 } as const;
type Gap = (typeof Gap)[keyof typeof Gap];

const BLOCK_MARKERS = new Set(Array.from('-*#|>•·–', (character) => character.charCodeAt(0)));
const codesOf = (characters: string): ReadonlySet<number> =>
  new Set(Array.from(characters, (character) => character.charCodeAt(0)));
const STOPS = codesOf(SPACED_STOPS);
const CERTAIN = codesOf(CERTAIN_STOPS);
