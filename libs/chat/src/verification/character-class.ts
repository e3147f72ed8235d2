/** What a UTF-16 code unit is to the tokeniser. */
export const Class = { Other: 0, Letter: 1, Digit: 2, Ideograph: 3 } as const;
export type Class = (typeof Class)[keyof typeof Class];

const ASCII = new Uint8Array(128);
for (let code = 48; code < 58; code++) ASCII[code] = Class.Digit;
for (let code = 65; code < 91; code++) ASCII[code] = ASCII[code + 32] = Class.Letter;

const LETTER = /[\p{L}\p{M}]/u;
const DIGIT = /\p{Nd}/u;

export function classOf(code: number): Class {
  if (code < 128) return ASCII[code] as Class;
  if (code >= 0x2000 && code <= 0x2fff) return Class.Other;
  if (code >= 0x3040 && code <= 0xd7af) return Class.Ideograph;
  // Thai, Lao, Khmer, Myanmar write no spaces either.
  if ((code >= 0x0e00 && code <= 0x0eff) || (code >= 0x1000 && code <= 0x109f)) return Class.Ideograph;
  if (code >= 0xf900 && code <= 0xfaff) return Class.Ideograph;
  const character = String.fromCharCode(code);
  if (LETTER.test(character)) return Class.Letter;
  return DIGIT.test(character) ? Class.Digit : Class.Other;
}

export const isCapital = (code: number): boolean => code >= 65 && code <= 90;

export function isWordPart(code: number): boolean {
  const kind = classOf(code);
  return kind === Class.Letter || kind === Class.Digit;
}
