import { CERTAIN_STOPS, SPACED_STOPS } from '../sentences/sentence-stop.js';

/** What a UTF-16 code unit may mean to the parser; everything that means nothing is `Plain`. */
export const Character = {
  Plain: 0,
  Space: 1,
  Newline: 2,
  /** Ends a sentence when a space follows. */
  Stop: 3,
  /** Ends a sentence as it is: `。`. */
  FullStop: 4,
  /** Quotes, closing brackets, emphasis, commas: they cling to what stands before. */
  Clinging: 5,
  /** An opening parenthesis, which is no part of a claim that ends before it. */
  Parenthesis: 6,
  Opening: 7,
  Closing: 8,
  Backslash: 9,
  Backtick: 10,
  Dollar: 11,
  Angle: 12,
  Pipe: 13,
  /** A digit of an exponent, or of a footnote. */
  Raised: 14,
} as const;

export type CharacterClass = (typeof Character)[keyof typeof Character];

const ASCII = new Uint8Array(128);
function assign(characters: string, value: CharacterClass): void {
  for (const character of characters) ASCII[character.charCodeAt(0)] = value;
}
assign(' \t\r\f\v', Character.Space);
assign('\n', Character.Newline);
assign(`,;:"'*_)}-`, Character.Clinging);
assign('(', Character.Parenthesis);
assign('[', Character.Opening);
assign(']', Character.Closing);
assign('\\', Character.Backslash);
assign('`', Character.Backtick);
assign('$', Character.Dollar);
assign('<', Character.Angle);
assign('|', Character.Pipe);

const BEYOND_ASCII = new Map<number, CharacterClass>();
function assignBeyond(characters: string, value: CharacterClass): void {
  for (const character of characters) BEYOND_ASCII.set(character.charCodeAt(0), value);
}
assignBeyond('\u00A0\u3000\u2028\u2029\uFEFF', Character.Space);
for (const stop of SPACED_STOPS) (stop < '\u0080' ? assign : assignBeyond)(stop, Character.Stop);
assignBeyond(CERTAIN_STOPS, Character.FullStop);
assignBeyond('”’»」』）】］，；：、–—', Character.Clinging);
assignBeyond('（', Character.Parenthesis);
assignBeyond('［【', Character.Opening);
assignBeyond('⁰¹²³⁴⁵⁶⁷⁸⁹', Character.Raised);

export function classOf(code: number): CharacterClass {
  if (code < 128) return ASCII[code] as CharacterClass;
  return BEYOND_ASCII.get(code) ?? Character.Plain;
}

/** After a marker these part its claim from the next: "…blue [1], and grass is green [2]". */
const SEPARATORS = codesOf(',;:，；：、–—-');
/** Before the space that ends a sentence these belong to it: `He said "no." [1]`. */
const CLOSERS = codesOf(`"'*_)}”’»」』）`);

export const isSeparator = (code: number): boolean => SEPARATORS.has(code);
export const isCloser = (code: number): boolean => CLOSERS.has(code);

function codesOf(characters: string): ReadonlySet<number> {
  return new Set(Array.from(characters, (character) => character.charCodeAt(0)));
}
