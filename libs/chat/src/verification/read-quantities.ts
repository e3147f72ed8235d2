import { clockTimeOf, meridiemOf, type ClockTime } from './clock-time.js';
import { foreignNumber, type Language } from './languages.js';
import { APPROXIMATORS } from './number-words.js';
import type { Quantity } from './quantity.js';
import { readDigits } from './read-digits.js';
import { readFraction, readOrdinal, readSlash, readWords, wordReading } from './read-number-words.js';
import { readScalesAndUnit } from './read-unit.js';
import type { Reading } from './reading.js';
import { TokenKind, type Token } from './tokenise.js';
import { CURRENCY_SIGNS, type Unit } from './units.js';

/** A page of prose has some hundreds; a table of numbers is read so far, and what follows is unsaid. */
const MOST_QUANTITIES = 4_000;

/**
 * The numbers of a text, in digits or in the language's words, without those that `skip` names (the days of dates).
 * O(tokens).
 */
export function readQuantities(
  text: string,
  tokens: readonly Token[],
  skip: ReadonlySet<number>,
  language: Language = 'en',
): Quantity[] {
  const found: Quantity[] = [];
  for (let at = 0; at < tokens.length && found.length < MOST_QUANTITIES; at++) {
    if (skip.has(at)) continue;
    const reading = readNumber(text, tokens, at, language);
    if (reading === null) continue;
    readScalesAndUnit(text, tokens, reading);
    found.push(complete(text, tokens, at, reading));
    at = reading.next - 1;
  }
  return found;
}

/** The number that begins at this token, without its scale and unit; null where none does. */
function readNumber(text: string, tokens: readonly Token[], at: number, language: Language): Reading | null {
  const token = tokens[at] as Token;
  if (token.kind === TokenKind.Number)
    return readSlash(text, tokens, at) ?? readDigits(text.slice(token.start, token.end), at);
  if (token.kind !== TokenKind.Word) return null;
  if (language !== 'en') {
    const value = foreignNumber(language, token.word.folded);
    if (value !== undefined) return wordReading(value, at + 1);
  }
  if (!token.word.mayCount) return null;
  return readFraction(tokens, at) ?? readOrdinal(token, at) ?? readWords(text, tokens, at);
}

function complete(text: string, tokens: readonly Token[], first: number, reading: Reading): Quantity {
  const time = reading.digits ? readTime(text, tokens, first, reading) : null;
  const { grouped, literal: spelled, form, precision, next } = reading;
  const value = isNegative(text, tokens, first) ? -reading.value : reading.value;
  const unit = reading.unit ?? currencyBefore(text, tokens[first] as Token);
  const plain = form === 'cardinal' && unit === null && spelled === null;
  return {
    value,
    grouped,
    literal: spelled,
    time,
    version: unit === null && reading.digits ? versionAt(text, tokens, first) : null,
    form,
    unit,
    approximate: approximator(tokens, first),
    weak:
      (plain && Math.abs(value) <= 1 && !reading.digits) ||
      (form === 'fraction' && Number.isInteger(1 / value)),
    year: (plain && isYear(text, tokens, first, next, value)) || form === 'decade',
    precision,
    head: headOf(tokens, next),
    first,
    end: next,
    sentence: (tokens[first] as Token).sentence,
  };
}

/** With the `pm` behind it, which is read as well. */
function readTime(text: string, tokens: readonly Token[], first: number, reading: Reading): ClockTime | null {
  const { start, end } = tokens[first] as Token;
  if (reading.next !== first + 1 || end - start > LONGEST_TIME) return null;
  const raw = text.slice(start, end);
  const digits = raw.replace(/[ap]m$/i, '');
  const behind = text.slice(start + digits.length, end + BEHIND_TIME);
  const meridiem = meridiemOf(behind);
  const time = clockTimeOf(digits, meridiem);
  if (time === null || meridiem === null) return time;
  while (MERIDIEM_PARTS.has(tokens[reading.next]?.word.folded ?? '')) reading.next++;
  return time;
}

/** `12:30pm`, and what may stand behind the digits: ` p.m.`. */
const LONGEST_TIME = 7;
const BEHIND_TIME = 6;
const MERIDIEM_PARTS = new Set(['am', 'pm', 'a', 'p', 'm']);

const VERSION_WORDS = new Set(['version', 'versions', 'v', 'release', 'releases']);
const VERSION = /^\d+\.\d+$/;

/** Behind "version" or a name a point parts two numbers. */
function versionAt(text: string, tokens: readonly Token[], first: number): string | null {
  const before = tokens[first - 1];
  if (before === undefined || !(before.word.capital || VERSION_WORDS.has(before.word.folded))) return null;
  const { start, end } = tokens[first] as Token;
  const raw = text.slice(start, end);
  return VERSION.test(raw) ? raw : null;
}

/** `-5`, `minus five`; no range (`10-12`), no name (`F-16`), no bullet. */
function isNegative(text: string, tokens: readonly Token[], first: number): boolean {
  const { start } = tokens[first] as Token;
  if (tokens[first - 1]?.word.folded === 'minus') return true;
  return SIGNS.has(text.charAt(start - 1)) && (start === 1 || /[\s(]/.test(text.charAt(start - 2)));
}

const SIGNS = new Set(['-', '−']);

function currencyBefore(text: string, token: Token): Unit | null {
  const sign =
    text.charAt(token.start - 1) === ' ' ? text.charAt(token.start - 2) : text.charAt(token.start - 1);
  const currency = CURRENCY_SIGNS.get(sign);
  return currency === undefined ? null : { kind: currency, factor: 1 };
}

const BEFORE_YEAR = new Set(
  'in since of from by until till during between and to before after early late mid around about circa year summer autumn fall winter spring january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec'.split(
    ' ',
  ),
);

function isYear(text: string, tokens: readonly Token[], first: number, end: number, value: number): boolean {
  const token = tokens[first] as Token;
  if (end !== first + 1 || token.end - token.start !== 4 || !(value >= 1000 && value < 2100)) return false;
  if (first === 0 || text.charAt(token.start - 1) === '(') return true;
  const before = (tokens[first - 1] as Token).word.folded;
  if (!BEFORE_YEAR.has(before) && text.charAt(token.start - 2) !== ',')
    return value >= 1900 && isFree(tokens, end, token);
  return isFree(tokens, end, token);
}

/** What follows a year counts nothing: a function word, a capital, or the end. */
function isFree(tokens: readonly Token[], end: number, token: Token): boolean {
  const next = tokens[end];
  return (
    next === undefined ||
    next.start - token.end > 1 ||
    next.word.isFunction ||
    next.word.capital ||
    !next.word.folded.endsWith('s')
  );
}

function approximator(tokens: readonly Token[], first: number): Quantity['approximate'] {
  const { sentence } = tokens[first] as Token;
  for (let at = first - 1; at >= Math.max(0, first - 3); at--) {
    const token = tokens[at] as Token;
    if (token.sentence !== sentence) return null;
    const side = APPROXIMATORS.get(token.word.folded);
    // "No more than 60" is a limit and stands for itself.
    if (side !== undefined) return tokens[at - 1]?.word.folded === 'no' ? null : side;
    if (!token.word.isFunction) return null;
  }
  return null;
}

function headOf(tokens: readonly Token[], next: number): string {
  const { sentence } = tokens[next - 1] as Token;
  const token = tokens[next];
  if (token === undefined || token.sentence !== sentence || token.kind !== TokenKind.Word) return '';
  return token.word.isFunction ? '' : token.word.stem;
}
