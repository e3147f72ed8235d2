import { mayCount } from './number-words.js';
import { root, stem } from './stem.js';
import { FUNCTION_WORDS } from './word-lists.js';

/** A word as the verifier sees it, whatever its case, accents or ending. */
export interface Word {
  /** Lower case, without accents. */
  readonly folded: string;
  readonly stem: string;
  readonly root: string;
  /** Written with a capital. */
  readonly capital: boolean;
  readonly allCapitals: boolean;
  /** Of letters and digits both: `CRC32C`, `VX9`. */
  readonly hasDigit: boolean;
  readonly isFunction: boolean;
  /** May begin a number in words: `twelve`, `half`, `a` third. */
  readonly mayCount: boolean;
}

/** Distinct spellings kept, about 8 MB; beyond it the memory begins anew. */
const MEMORY_LIMIT = 30_000;
/** A longer "word" is a blob; it is kept as it stands and never remembered. */
const LONGEST_WORD = 40;
const memory = new Map<string, Word>();

/** The same object for the same spelling, so that a page's words are analysed once per process and not per page. */
export function wordOf(surface: string): Word {
  const known = memory.get(surface);
  if (known !== undefined) return known;
  const word = analyse(surface);
  if (surface.length > LONGEST_WORD) return word;
  if (memory.size >= MEMORY_LIMIT) memory.clear();
  memory.set(surface, word);
  return word;
}

const MARKS = /\p{M}+/gu;
const POSSESSIVE = /['’]s?$/;
const NOT_ASCII = /[\u0080-\uffff]/;
const LETTERS = /^[a-z]+$/;
const DIGIT = /\d/;

export function fold(surface: string): string {
  const lower = surface.toLowerCase();
  if (!NOT_ASCII.test(lower)) return lower;
  return lower
    .normalize('NFKD')
    .replace(MARKS, '')
    .replaceAll('’', "'")
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l');
}

function analyse(surface: string): Word {
  const bare = surface.length > 2 ? surface.replace(POSSESSIVE, '') : surface;
  const folded = fold(bare);
  const first = bare.charAt(0);
  const capital = first !== first.toLowerCase();
  const allCapitals = bare.length > 1 && capital && bare === bare.toUpperCase();
  const plain = folded.length <= LONGEST_WORD && LETTERS.test(folded);
  const stemmed = plain ? stem(folded) : folded;
  return {
    folded,
    stem: stemmed,
    root: plain ? root(stemmed) : stemmed,
    capital,
    allCapitals,
    hasDigit: DIGIT.test(folded),
    mayCount: mayCount(folded),
    isFunction: FUNCTION_WORDS.has(folded) || folded.endsWith("n't"),
  };
}
