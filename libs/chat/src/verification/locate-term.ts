import type { Claim, ClaimTerm } from './claim-term.js';
import { joinEnd, wholeOf } from './joined-words.js';
import { lightStem } from './languages.js';
import type { PreparedSource } from './prepared-source.js';
import { isSameQuantity, type Quantity } from './quantity.js';
import { isSameDate } from './read-dates.js';
import { stem as stemOf } from './stem.js';
import { synonymsOf } from './synonyms.js';
import { TokenKind } from './tokenise.js';

/** A place of the source where a term of the claim, or what stands for it, is said. */
export interface Place {
  /** Token index. */
  readonly at: number;
  /** 1 for the word itself, less for what is only related to it. */
  readonly quality: number;
  /** Said by its contrary: `unaffected` for `affected`. */
  readonly flipped: boolean;
}

const QUALITY = {
  same: 1,
  whole: 1,
  inflected: 0.95,
  initials: 0.95,
  root: 0.85,
  contrary: 0.75,
  synonym: 0.75,
} as const;

/** Every place where the source says the term, at most one a token. */
export function locate(claim: Claim, index: number, source: PreparedSource): Place[] {
  const term = claim.terms[index] as ClaimTerm;
  if (term.quantity !== null) return placesOfQuantity(term.quantity, source);
  if (term.date !== null) return placesOfDate(term, source);
  const places = new Map<number, Place>();
  const add = (tokens: readonly number[] | undefined, quality: number, flipped = false): void => {
    if (tokens === undefined) return;
    for (const at of tokens) {
      const known = places.get(at);
      if (known === undefined || known.quality < quality) places.set(at, { at, quality, flipped });
    }
  };
  const { word, kind } = term.token;
  if (!word.isFunction || claim.language !== 'en') add(source.byStem.get(word.stem), QUALITY.same);
  add(source.byLightStem.get(lightStem(source.language, word.folded)), QUALITY.inflected);
  if (kind === TokenKind.Ideograph) return [...places.values()];
  addWhole(claim, term, source, add);
  if (term.kind === 'name') addNames(claim, term, source, add);
  // `WHO` and `US` are no "who" and "us", and identifiers have no relatives.
  if (word.hasDigit || word.isFunction) return [...places.values()];
  for (const related of source.byRoot.get(word.root) ?? []) add(source.byStem.get(related), QUALITY.root);
  for (const synonym of synonymsOf(word.stem)) add(source.byStem.get(synonym), QUALITY.synonym);
  addContraries(word.folded, source, places.size > 0, add);
  return [...places.values()];
}

type Add = (tokens: readonly number[] | undefined, quality: number, flipped?: boolean) => void;

function placesOf(found: readonly { readonly first: number }[]): Place[] {
  return found.map(({ first }) => ({ at: first, quality: 1, flipped: false }));
}

/** "2nd" may be written as a word that is a unit of time as well. */
function placesOfQuantity(quantity: Quantity, source: PreparedSource): Place[] {
  const places = placesOf(source.quantities.filter((other) => isSameQuantity(quantity, other)));
  const word = quantity.form === 'ordinal' ? WORDS_OF_ORDINALS.get(quantity.value) : undefined;
  if (word === undefined) return places;
  return [...places, ...placesOf((source.byStem.get(word) ?? []).map((first) => ({ first })))];
}

const WORDS_OF_ORDINALS = new Map([
  [1, 'first'],
  [2, 'second'],
]);

/** A date may be said in two places: the day here, its year in another sentence. */
function placesOfDate({ date }: ClaimTerm, source: PreparedSource): Place[] {
  const claimed = date as NonNullable<ClaimTerm['date']>;
  const whole = source.dates.filter((other) => isSameDate(claimed, other));
  if (whole.length > 0 || claimed.year === null || claimed.month === null) return placesOf(whole);
  const yearSaid = source.quantities.some(({ value, year }) => year && value === claimed.year);
  if (!yearSaid) return [];
  return placesOf(
    source.dates.filter((other) => other.year === null && isSameDate({ ...claimed, year: null }, other)),
  );
}

/** `email` for `e-mail`, `maxConnections` for `max connections`. */
function addWhole(claim: Claim, term: ClaimTerm, source: PreparedSource, add: Add): void {
  add(source.byWhole.get(term.token.word.folded), QUALITY.whole);
  let first = term.at;
  while (first > 0 && joinEnd(claim.text, claim.tokens, first - 1) > first && term.at - first < 3) first--;
  const end = joinEnd(claim.text, claim.tokens, first);
  if (end - first < 2 || end <= term.at) return;
  const whole = wholeOf(claim.tokens, first, end);
  add(source.byWhole.get(whole), QUALITY.whole);
  add(source.byStem.get(stemOf(whole)), QUALITY.whole);
}

/** `WHO` for World Health Organization, and the words of the name for its initials. */
function addNames(claim: Claim, term: ClaimTerm, source: PreparedSource, add: Add): void {
  const { word } = term.token;
  if (word.allCapitals) return add(source.byInitials.get(word.folded), QUALITY.initials);
  let first = term.at;
  while (first > 0 && claim.tokens[first - 1]?.word.capital) first--;
  let initials = '';
  for (let at = first; at < claim.tokens.length && initials.length < 6; at++) {
    const next = claim.tokens[at] as ClaimTerm['token'];
    if (!next.word.capital && !next.word.isFunction) break;
    if (next.word.capital) initials += next.word.folded.charAt(0);
    if (at >= term.at && initials.length > 1) {
      const places = source.byInitials
        .get(initials)
        ?.filter((place) => source.tokens[place]?.word.folded === initials);
      add(places, QUALITY.initials);
    }
  }
}

const NEGATIVE_PREFIX = /^(?:un|in|im|ir|il|dis|non)/;
const NEGATIVE_PREFIXES = ['un', 'in', 'im', 'ir', 'il', 'dis', 'non'];
const LEAST_BASE = 4;

/** `unaffected` for "not affected" and the other way round: the word is there, its sense is turned. */
function addContraries(word: string, source: PreparedSource, known: boolean, add: Add): void {
  if (known || word.length < LEAST_BASE) return;
  const base = word.replace(NEGATIVE_PREFIX, '');
  if (base !== word && base.length >= LEAST_BASE)
    add(source.byStem.get(stemOf(base)), QUALITY.contrary, true);
  for (const prefix of NEGATIVE_PREFIXES)
    add(source.byStem.get(stemOf(prefix + word)), QUALITY.contrary, true);
}
