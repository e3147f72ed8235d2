import { SCALES } from './number-words.js';
import { isClose, type Reading } from './reading.js';
import type { Token } from './tokenise.js';
import { unitOf, type Unit } from './units.js';

/** What follows a number and belongs to it: `million`, `and a half`, `km`. */
export function readScalesAndUnit(text: string, tokens: readonly Token[], reading: Reading): void {
  if (reading.literal !== null || reading.form === 'decade') return;
  if (reading.digits && reading.unit === null) {
    const scale = SCALES.get(tokens[reading.next]?.word.folded ?? '');
    if (scale !== undefined && isClose(text, tokens, reading.next)) {
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
  const next = tokens[reading.next];
  if (next === undefined || !isClose(text, tokens, reading.next)) return;
  const perCent = PER.has(next.word.folded) && CENT.has(tokens[reading.next + 1]?.word.folded ?? '');
  const unit = perCent || next.word.folded === 'percentage' ? PERCENT : unitOf(next.word.folded);
  if (unit === undefined) return;
  reading.unit = unit;
  reading.next += perCent ? 2 : 1;
}
