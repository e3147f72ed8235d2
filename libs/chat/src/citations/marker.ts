// What a citation marker looks like: [1] [1, 2] [1 and 2] [1-3] [[1]] [^1] 【1†source】 【4:1†source】 [source 1], in
// full-width digits too, and ¹ behind a sentence. Numbers grow with their conversation: one of up to three digits is
// taken for a source's whether there is one or not, a longer one only where there is: [2024] is a year as a rule.

/** A marker is shorter than this, and this is all that is ever held back, in UTF-16 code units. */
export const LONGEST_MARKER = 31;

/** More text is needed before anybody can tell. */
export const UNDECIDED = -1;

/** Nine digits: what a database's integer holds, and far below where adding one stops making a difference. */
const NUMBER = String.raw`[1-9]\d{0,8}`;
/** The largest number that is a marker though no source has it. */
const LARGEST_UNKNOWN = 999;
/** `[1-51]`; a range that is longer is none. */
const LONGEST_RANGE = 50;

const ITEM = String.raw`\^?${NUMBER}(?: ?- ?\^?${NUMBER})?`;
const WORD = String.raw`(?:sources? ?:? ?#?)?`;
const AND = String.raw`(?:and|und|et|y|&)`;
const BETWEEN = String.raw`(?: ?[,;] ?(?:${AND} )?| ${AND} )`;
const BRACKETED = new RegExp(
  String.raw`^\[{1,2} ?${WORD}(${ITEM}(?:${BETWEEN}${WORD}${ITEM})*) ?\]{1,2}$`,
  'i',
);
/** The number before a colon is that of the message that found the source: `【4:1†source】` is source 1. */
const DAGGERED = new RegExp(String.raw`^【 ?(?:\d{1,3}:)?(\d{1,3}|${NUMBER}) ?†[^】]*】$`);
const LENTICULATED = new RegExp(String.raw`^【 ?(${NUMBER}) ?】$`);
const NOT_ASCII = /[^ -~]/;
const RANGE = /(\d+)(?: ?- ?\^?(\d+))?/g;
const INSIDE = new Set(
  Array.from('0123456789０１２３４５６７８９ ,;:-–—^#，、；：&sourcandtyeSOURCANDTYE', (character) =>
    character.charCodeAt(0),
  ),
);

const SQUARE = 0x5b;
const CLOSING_SQUARE = 0x5d;
const FULL_WIDTH_SQUARE = 0xff3b;
const CLOSING_FULL_WIDTH = 0xff3d;
const LENTICULAR = 0x3010;
const CLOSING_LENTICULAR = 0x3011;

/**
 * How long the bracket group at `start` is if it may be a marker; 0 if it can't be; `UNDECIDED` if the text
 * ends too early to tell. Looks at most `LONGEST_MARKER` characters ahead.
 */
export function measureMarker(text: string, start: number, final: boolean): number {
  const opening = text.charCodeAt(start);
  const double = opening === SQUARE && text.charCodeAt(start + 1) === SQUARE;
  const limit = start + LONGEST_MARKER;
  for (let at = start + (double ? 2 : 1); at < limit; at++) {
    if (at >= text.length) return final ? 0 : UNDECIDED;
    const code = text.charCodeAt(at);
    if (closes(opening, code)) return double ? measureDouble(text, start, at, final) : at + 1 - start;
    if (!mayStandInside(opening, code)) return 0;
  }
  return 0;
}

function measureDouble(text: string, start: number, at: number, final: boolean): number {
  if (at + 1 >= text.length) return final ? 0 : UNDECIDED;
  return text.charCodeAt(at + 1) === CLOSING_SQUARE ? at + 2 - start : 0;
}

function closes(opening: number, code: number): boolean {
  if (opening === SQUARE) return code === CLOSING_SQUARE;
  if (opening === LENTICULAR) return code === CLOSING_LENTICULAR;
  return opening === FULL_WIDTH_SQUARE && code === CLOSING_FULL_WIDTH;
}

function mayStandInside(opening: number, code: number): boolean {
  if (opening === LENTICULAR) return code !== 0x0a && code !== LENTICULAR;
  return INSIDE.has(code);
}

/** Whether a source has this number. */
export type IsSource = (number: number) => boolean;

/** Whether a marker may have this number: no year and no amount unless it is a source's. */
export function isSourceNumber(number: number, isSource: IsSource): boolean {
  return number <= LARGEST_UNKNOWN || isSource(number);
}

/** The source numbers a marker names, each once, in its order; null when it is no marker after all: `[2024]`. */
export function readMarker(raw: string, isSource: IsSource): readonly number[] | null {
  const text = NOT_ASCII.test(raw) ? fold(raw) : raw;
  const items = (DAGGERED.exec(text) ?? LENTICULATED.exec(text) ?? BRACKETED.exec(text))?.[1];
  if (items === undefined) return null;
  const numbers = new Set<number>();
  for (const [, from, to] of items.matchAll(RANGE)) {
    const first = Number(from);
    const last = to === undefined ? first : Number(to);
    if (last < first || last - first > LONGEST_RANGE) return null;
    if (!isSourceNumber(first, isSource) || !isSourceNumber(last, isSource)) return null;
    for (let number = first; number <= last; number++) numbers.add(number);
  }
  return [...numbers];
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

const RAISED_NUMBER = new RegExp(`^${NUMBER}$`);

/** The source number of raised digits: `¹²` is 12. Null for what is none: `⁰`, four digits that are no source's. */
export function readRaised(raw: string, isSource: IsSource): readonly number[] | null {
  const digits = Array.from(raw, (character) => RAISED.indexOf(character)).join('');
  return RAISED_NUMBER.test(digits) && isSourceNumber(Number(digits), isSource) ? [Number(digits)] : null;
}

/** Full-width forms become ASCII, dashes a hyphen, the ideographic comma a comma. */
function fold(raw: string): string {
  return raw
    .replace(/[\uFF01-\uFF5E]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replace(/[–—]/g, '-')
    .replace(/、/g, ',');
}
