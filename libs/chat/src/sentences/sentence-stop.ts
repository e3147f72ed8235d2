// Where a sentence ends: one rule for the claims of an answer and for the sentences of a source. It looks at most 16
// code units back and 14 ahead, so that it can be asked while a text is still being written, and costs O(1).

/** End a sentence where a space follows: also Arabic, Urdu, Devanagari, Armenian, Ethiopic, Khmer, Burmese ones. */
export const SPACED_STOPS = '.!?…؟۔।॥։።។။';
/** End a sentence as they are. */
export const CERTAIN_STOPS = '。！？｡';

/** It cannot be told before more text is there. */
export const UNTOLD = null;

const BACK = 16;
/** A space, and a word as long as the longest in `AFTER_ORDINAL`. */
const AHEAD = 14;

/** Before a name: "Dr. Smith", "St. Gallen", "vs. Kovac", "et al. 2019". */
const TITLES =
  words(`mr mrs ms mx dr prof st ste mt gen col capt cmdr lt sgt maj adm rev hon sen rep gov pres sr sra srta dra
  hr fr mme mlle vs cf viz ca approx resp bzw vgl al inkl evtl ggf sog`);
/** Before a number: "No. 5", "Fig. 3", "9 Mar. 1985"; and otherwise words, or the end: "He said no." */
const NUMBERED = words(`no nr nos num fig figs vol vols ch sec eq ref art abs abb tab bd kap p pp pt par ed
  jan feb mar apr jun jul aug sep sept oct okt nov dec dez janv févr avr juil déc ene abr ago dic gen mag giu lug set ott`);
/** "7. Oktober", "19. Jahrhundert". */
const AFTER_ORDINAL =
  words(`januar jänner februar märz april mai juni juli august september oktober november dezember
  jahrhundert jahrhunderts jh weltkrieg weltkriegs auflage bundesliga januar marts maj oktober desember`);
const DOTTED_OR_INITIAL = /(?:^|[^\p{L}\p{N}])(?:(?:\p{L}\.)+\p{L}|[\p{Lu}])$/u;
const LONE_I = /(?:^|[^\p{L}.])I$/u;
const ORDINAL = /(?:^|[^\d.,:/-])\d{1,2}$/;
const NEXT_WORD = /^ (\p{L}*)/u;

/**
 * Whether the full stop at `at` is a part of what stands before it, whatever follows. `UNTOLD` where more text must
 * come first; with `final` it need not.
 */
export function isWithinSentence(text: string, at: number, final: boolean): boolean | typeof UNTOLD {
  if (text.charCodeAt(at) !== 0x2e) return false;
  const last = text.charCodeAt(at - 1);
  if (last >= 48 && last <= 57) return isOrdinal(text, at) && isOrdinalsWordNext(text, at, final);
  const word = wordBefore(text, at);
  if (word.length === 1) return isDottedOrInitial(text, at);
  if (TITLES.has(word)) return true;
  return NUMBERED.has(word) && isNumberNext(text, at, final);
}

const isOrdinal = (text: string, at: number): boolean => ORDINAL.test(text.slice(Math.max(0, at - 3), at));

/** "e.g.", "U.S.", "J."; but "I." ends "World War I." more often than it begins "I. Newton". */
function isDottedOrInitial(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - BACK), at);
  return DOTTED_OR_INITIAL.test(before) && !LONE_I.test(before);
}

/** The letters right before the stop, in lower case; empty where they are more than any abbreviation has. */
function wordBefore(text: string, at: number): string {
  let start = at;
  while (start > 0 && at - start <= LONGEST && isLetter(text.charCodeAt(start - 1))) start--;
  return at - start > LONGEST ? '' : text.slice(start, at).toLowerCase();
}

const LONGEST = 8;
const LETTER = /\p{L}/u;
const isLetter = (code: number): boolean =>
  code < 128
    ? (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
    : LETTER.test(String.fromCharCode(code));

function isNumberNext(text: string, at: number, final: boolean): boolean | typeof UNTOLD {
  const next = text.slice(at + 1, at + 3);
  if (next.length < 2 && !final && /^\s?$/.test(next)) return UNTOLD;
  return /^\s?\d/.test(next);
}

function isOrdinalsWordNext(text: string, at: number, final: boolean): boolean | typeof UNTOLD {
  const ahead = text.slice(at + 1, at + 1 + AHEAD);
  const match = NEXT_WORD.exec(ahead);
  const isOpen = ahead.length < AHEAD && !final && (ahead === '' || match?.[0] === ahead);
  if (isOpen) return UNTOLD;
  return AFTER_ORDINAL.has(match?.[1]?.toLowerCase() ?? '');
}

/** A stop before a lower-case word ends no sentence. */
export function isLowercase(code: number): boolean {
  if (code < 128) return code >= 97 && code <= 122;
  const character = String.fromCharCode(code);
  return character === character.toLowerCase() && character !== character.toUpperCase();
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}
