import { CARDINALS, DIVISORS, ORDINALS, SCALES } from './number-words.js';
import { trailingZeros } from './read-digits.js';
import { isClose, type Reading } from './reading.js';
import type { Token } from './tokenise.js';

const fraction = (value: number, next: number): Reading => ({
  value,
  grouped: null,
  literal: null,
  form: 'fraction',
  unit: null,
  precision: 0.01,
  digits: false,
  next,
});

/** `half`, `a third`, `two thirds`, `three quarters`. */
export function readFraction(tokens: readonly Token[], at: number): Reading | null {
  const word = (tokens[at] as Token).word.folded;
  if (word === 'half' || word === 'halves') return fraction(0.5, at + 1);
  const divided = word === 'a' ? 1 : CARDINALS.get(word);
  if (divided === undefined) return null;
  const divisor = DIVISORS.get(tokens[at + 1]?.word.folded ?? '');
  if (divisor === undefined || divided >= divisor) return null;
  return fraction(divided / divisor, at + 2);
}

/** `1/2`, `2/3`. */
export function readSlash(text: string, tokens: readonly Token[], at: number): Reading | null {
  const [above, below] = [tokens[at] as Token, tokens[at + 1]];
  if (below === undefined || below.start - above.end !== 1 || text.charAt(above.end) !== '/') return null;
  const [divided, divisor] = [above, below].map(({ start, end }) => Number(text.slice(start, end))) as [
    number,
    number,
  ];
  return divided > 0 && divided < divisor && divisor <= 100 ? fraction(divided / divisor, at + 2) : null;
}

export function readOrdinal(token: Token, at: number): Reading | null {
  const value = ORDINALS.get(token.word.folded);
  if (value === undefined) return null;
  return {
    value,
    grouped: null,
    literal: null,
    form: 'ordinal',
    unit: null,
    precision: 1,
    digits: false,
    next: at + 1,
  };
}

/** `twenty-five`, `two hundred and fifty thousand`. */
export function readWords(text: string, tokens: readonly Token[], at: number): Reading | null {
  let total = 0;
  let current: number | null = null;
  let next = at;
  for (; next < tokens.length && next - at < 12; next++) {
    const word = (tokens[next] as Token).word.folded;
    if (next > at && !isClose(text, tokens, next)) break;
    const value = CARDINALS.get(word);
    const scale = SCALES.get(word);
    if (value !== undefined && word !== 'dozen') {
      if (
        current !== null &&
        (current % 100 === 0 ? value >= 100 : current % 10 !== 0 || value >= 10 || current % 100 < 20)
      )
        break;
      current = (current ?? 0) + value;
    } else if (word === 'dozen' || scale !== undefined) {
      if (current === null && next === at && word.endsWith('s')) return null;
      const size = scale ?? 12;
      current = (current ?? 1) * size;
      if (size >= 1000) {
        total += current;
        current = null;
      }
    } else if (
      word !== 'and' ||
      current === null ||
      current % 100 !== 0 ||
      !CARDINALS.has(tokens[next + 1]?.word.folded ?? '')
    )
      break;
  }
  return next === at ? null : wordReading(total + (current ?? 0), next);
}

/** A number in words that ends before the token `next`. */
export const wordReading = (value: number, next: number): Reading => ({
  value,
  grouped: null,
  literal: null,
  form: 'cardinal',
  unit: null,
  precision: value >= 100 ? 10 ** trailingZeros(String(value)) : 1,
  digits: false,
  next,
});
