import type { ClaimTerm } from '../claim-term.js';
import type { Evidence } from '../evidence.js';
import type { Place } from '../locate-term.js';
import type { Quantity } from '../quantity.js';
import type { Token } from '../tokenise.js';
import type { Alignment } from './alignment.js';
import { isBreak } from './reading.js';

/** A word of which only a distant relative is there tells no two statements apart. */
const LIKE = 0.7;
/** Words that two statements must share to be of one form. */
const SHARED = 2;
/** Tokens from a word to the one it stands with. */
const BESIDE = 2;

/**
 * "The basic plan costs 19 dollars" where the basic plan costs 9 and the pro plan 19: the source has two statements of
 * one form, and the claim takes its number from the one and what it says it of from the other.
 */
export function isMixed({ evidence }: Alignment): boolean {
  const sentences = evidence.places.map((places) => sentencesOf(places, evidence));
  return evidence.clauses.some((clause) =>
    clause
      .filter((index) => isCount((evidence.claim.terms[index] as ClaimTerm).quantity))
      .slice(0, MOST_NUMBERS)
      .some((number) => isOfAnother(number, clause, sentences, evidence)),
  );
}

/** Numbers of one clause, and sentences that say one word: more are a list, and cost no more. */
const MOST_NUMBERS = 8;
const MOST_SENTENCES = 8;

const isCount = (quantity: Quantity | null): boolean => quantity !== null && !quantity.weak && !quantity.year;

function sentencesOf(places: readonly Place[], { source }: Evidence): readonly number[] {
  const alike = places.filter(({ quality }) => quality >= LIKE);
  const found = new Set(alike.map(({ at }) => (source.tokens[at] as Token).sentence));
  return [...found].slice(0, MOST_SENTENCES);
}

/** A word that no sentence has with the number: in the number's another stands for it, and in its own another number. */
function isOfAnother(
  number: number,
  clause: readonly number[],
  sentences: readonly (readonly number[])[],
  evidence: Evidence,
): boolean {
  const mine = sentences[number] as readonly number[];
  if (mine.length === 0) return false;
  const rivals = rivalSentences(number, evidence);
  return clause.some((other) => {
    const theirs = sentences[other] as readonly number[];
    if (theirs.some((sentence) => mine.includes(sentence))) return false;
    return theirs.some(
      (there) =>
        rivals.has(there) &&
        mine.some((here) => {
          const shared = clause.filter(
            (index) => sentences[index]?.includes(here) && sentences[index]?.includes(there),
          );
          return shared.length >= SHARED && shared.some((index) => hasRival(other, index, here, evidence));
        }),
    );
  });
}

/** Where the source has another number of its kind. */
function rivalSentences(index: number, { claim, source }: Evidence): ReadonlySet<number> {
  const { form, unit, value } = (claim.terms[index] as ClaimTerm).quantity as Quantity;
  const rivals = source.quantities.filter(
    (rival) => rival.form === form && rival.unit?.kind === unit?.kind && rival.value !== value && !rival.year,
  );
  return new Set(rivals.map(({ sentence }) => sentence));
}

/** Where the claim has the word beside a shared one, this sentence has another that is not in the claim. */
function hasRival(word: number, shared: number, sentence: number, evidence: Evidence): boolean {
  const { claim, source, places } = evidence;
  const distance = (claim.terms[word] as ClaimTerm).at - (claim.terms[shared] as ClaimTerm).at;
  if (Math.abs(distance) > BESIDE) return false;
  const step = Math.sign(distance);
  const own = new Set(claim.tokens.map((token) => token.word.stem));
  return (places[shared] as readonly Place[]).some(({ at }) => {
    if ((source.tokens[at] as Token).sentence !== sentence) return false;
    for (let beside = at + step; Math.abs(beside - at) <= BESIDE; beside += step) {
      if (isBreak(source, step > 0 ? beside - 1 : beside)) return false;
      const { word: found } = source.tokens[beside] as Token;
      if (!found.isFunction) return !own.has(found.stem);
    }
    return false;
  });
}
