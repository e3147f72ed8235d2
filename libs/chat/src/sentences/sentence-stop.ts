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
const LAST_WORD = /(?:^|[^\p{L}\p{N}_])(\p{L}{1,8})$/u;
const ORDINAL = /(?:^|[^\d.,:/-])\d{1,2}$/;
const NEXT_WORD = /^ (\p{L}*)/u;

/**
 * Whether the full stop at `at` is a part of what stands before it, whatever follows. `UNTOLD` where more text must
 * come first; with `final` it need not.
 */
export function isWithinSentence(text: string, at: number, final: boolean): boolean | typeof UNTOLD {
  if (text.charCodeAt(at) !== 0x2e) return false;
  const before = text.slice(Math.max(0, at - BACK), at);
  // "I." ends "World War I." more often than it begins "I. Newton".
  if (DOTTED_OR_INITIAL.test(before)) return !/(?:^|[^\p{L}.])I$/u.test(before);
  const word = LAST_WORD.exec(before)?.[1]?.toLowerCase();
  if (word !== undefined && TITLES.has(word)) return true;
  if (word !== undefined && NUMBERED.has(word)) return isNumberNext(text, at, final);
  return ORDINAL.test(before) && isOrdinalsWordNext(text, at, final);
}

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
