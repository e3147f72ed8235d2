import { SCALES } from './number-words.js';
import { isClose, type Reading } from './reading.js';
import type { Token } from './tokenise.js';
import { unitOf, type Unit } from './units.js';

/** What follows a number and belongs to it: `million`, `and a half`, `km`. */
export function readScalesAndUnit(text: string, tokens: readonly Token[], reading: Reading): void {
  if (reading.literal !== null || reading.form === 'decade') return;
  if (reading.digits && reading.unit === null) {
    const scale = SCALES.get(tokens[reading.next]?.word.folded ?? '');
    // The k of "kWh" is a part of its unit.
    const isPart = tokens[reading.next + 1]?.start === tokens[reading.next]?.end;
    if (scale !== undefined && !isPart && isClose(text, tokens, reading.next)) {
      reading.value *= scale;
      reading.precision *= scale;
      reading.next++;
    }
  }
  readHalf(tokens, reading);
  if (reading.unit === null) readUnit(text, tokens, reading);
}

/** `two and a half`, `two and a quarter`. */
function readHalf(tokens: readonly Token[], reading: Reading): void {
  if (reading.form !== 'cardinal' || tokens[reading.next]?.word.folded !== 'and') return;
  const [article, part] = [tokens[reading.next + 1]?.word.folded, tokens[reading.next + 2]?.word.folded];
  if (article !== 'a' || (part !== 'half' && part !== 'quarter')) return;
  reading.value += part === 'half' ? 0.5 : 0.25;
  reading.next += 3;
}

const PERCENT = unitOf('percent') as Unit;

const PER = new Set(['per', 'pour', 'por']);
const CENT = new Set(['cent', 'ciento', 'cento']);

/** `%`, `per cent`, `km`: the word is read with its number, so that `km` and `kilometres` are no two words. */
function readUnit(text: string, tokens: readonly Token[], reading: Reading): void {
  const last = tokens[reading.next - 1] as Token;
  if (text.charCodeAt(last.end) === 37 || text.startsWith(' %', last.end)) {
    reading.unit = PERCENT;
    return;
  }
  if (readDegrees(text, tokens, reading)) return;
  const next = tokens[reading.next];
  if (next === undefined || !isClose(text, tokens, reading.next)) return;
  const perCent = PER.has(next.word.folded) && CENT.has(tokens[reading.next + 1]?.word.folded ?? '');
  if (perCent || next.word.folded === 'percentage') {
    reading.unit = PERCENT;
    reading.next += perCent ? 2 : 1;
    return;
  }
  const { end, unit } = writtenUnit(text, tokens, reading.next);
  if (unit === undefined) return;
  reading.unit = unit;
  reading.next = end;
}

/** `mAh` and `km/h` come as several tokens; the longest that is a unit counts. */
function writtenUnit(
  text: string,
  tokens: readonly Token[],
  first: number,
): { end: number; unit: Unit | undefined } {
  const { start, end: stop } = tokens[first] as Token;
  let last = first;
  while (last - first < LONGEST_UNIT && adjoins(text, tokens[last] as Token, tokens[last + 1])) last++;
  for (let at = last; at > first; at--) {
    const unit = unitOf(text.slice(start, tokens[at]?.end));
    if (unit !== undefined) return { end: at + 1, unit };
  }
  const isWhole = last === first || text.charCodeAt(stop) === SLASH;
  return { end: first + 1, unit: isWhole ? unitOf(text.slice(start, stop)) : undefined };
}

/** Tokens of a unit after the first. */
const LONGEST_UNIT = 3;
const SLASH = 47;

const adjoins = (text: string, token: Token, next: Token | undefined): boolean =>
  next !== undefined &&
  (next.start === token.end || (next.start === token.end + 1 && text.charCodeAt(token.end) === SLASH));

const DEGREE = /^ ?° ?([CF])\b/;
const SCALE_OF_DEGREES = new Map([
  ['celsius', '°C'],
  ['centigrade', '°C'],
  ['fahrenheit', '°F'],
]);

/** `20 °C`, `68 degrees Fahrenheit`. */
function readDegrees(text: string, tokens: readonly Token[], reading: Reading): boolean {
  const { end } = tokens[reading.next - 1] as Token;
  const sign = DEGREE.exec(text.slice(end, end + 5));
  const word = tokens[reading.next]?.word.folded;
  const scale = SCALE_OF_DEGREES.get(tokens[reading.next + 1]?.word.folded ?? '');
  if (sign === null && (scale === undefined || (word !== 'degrees' && word !== 'degree'))) return false;
  reading.unit = unitOf(sign === null ? (scale as string) : `°${sign[1]}`) ?? null;
  reading.next += sign === null ? 2 : 1;
  return true;
}
