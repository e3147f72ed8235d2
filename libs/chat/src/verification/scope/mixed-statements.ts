import type { SaidIn } from '../best-window.js';
import type { ClaimTerm } from '../claim-term.js';
import type { Evidence } from '../evidence.js';
import type { Place } from '../locate-term.js';
import type { Token } from '../tokenise.js';
import { isNumber, rivalsOf } from './rival-numbers.js';
import type { Alignment } from './alignment.js';
import { isBreak } from './reading.js';

/** Words that two statements must share to be of one form; one is enough where names stand for each other. */
const SHARED = 2;
/** Tokens from a word to the one it stands with. */
const BESIDE = 3;
/** Numbers and names of one clause, and sentences that say one word: more are a list, and cost no more. */
const MOST_TAKEN = 8;
const MOST_SENTENCES = 8;

/**
 * "The basic plan costs 19 dollars" where the basic plan costs 9 and the pro plan 19; "Paris is the capital of Germany"
 * where Paris is that of France and Berlin that of Germany: the source has two statements of one form, and the claim
 * takes a number or a name from the one and what it says it of from the other.
 */
export function isMixed({ evidence }: Alignment): boolean {
  const sentences = evidence.saidIn.map((said) => firstOf(said));
  return evidence.clauses.some((clause) =>
    clause
      .filter((index) => isTelling(evidence.claim.terms[index] as ClaimTerm))
      .slice(0, MOST_TAKEN)
      .some((taken) => isOfAnother(taken, clause, sentences, evidence)),
  );
}

const isTelling = (term: ClaimTerm): boolean => isNumber(term.quantity) || term.kind === 'name';

function firstOf(said: SaidIn): readonly number[] {
  const first: number[] = [];
  for (const sentence of said.keys()) if (first.push(sentence) === MOST_SENTENCES) break;
  return first;
}

/** A word that no sentence has with what is taken: in the taken one's another stands for it, and the other way round. */
function isOfAnother(
  taken: number,
  clause: readonly number[],
  sentences: readonly (readonly number[])[],
  evidence: Evidence,
): boolean {
  const mine = sentences[taken] as readonly number[];
  const { quantity } = evidence.claim.terms[taken] as ClaimTerm;
  if (mine.length === 0) return false;
  return clause.some((other) => {
    const theirs = sentences[other] as readonly number[];
    const isName = quantity === null;
    if (theirs.length === 0 || theirs.some((sentence) => mine.includes(sentence))) return false;
    if (isName && !(evidence.claim.terms[other] as ClaimTerm).token.word.capital) return false;
    return theirs.some((there) =>
      mine.some((here) => {
        const shared = clause.filter(
          (index) => sentences[index]?.includes(here) && sentences[index]?.includes(there),
        );
        if (shared.length < (isName ? 1 : SHARED)) return false;
        const isRivalled = (index: number, sentence: number, name: boolean): boolean =>
          shared.some((beside) => hasRival(index, beside, sentence, evidence, name));
        return (
          (quantity === null
            ? isRivalled(taken, there, true)
            : rivalsOf(quantity, there, evidence.source).length > 0) && isRivalled(other, here, isName)
        );
      }),
    );
  });
}

/** Where the claim has the word beside a shared one, this sentence has another that is not in the claim. */
function hasRival(
  word: number,
  shared: number,
  sentence: number,
  { claim, source, places }: Evidence,
  isName: boolean,
): boolean {
  const distance = (claim.terms[word] as ClaimTerm).at - (claim.terms[shared] as ClaimTerm).at;
  if (distance === 0 || Math.abs(distance) > BESIDE) return false;
  const step = Math.sign(distance);
  const own = new Set(claim.tokens.map((token) => token.word.stem));
  return (places[shared] as readonly Place[]).some(({ at }) => {
    if ((source.tokens[at] as Token).sentence !== sentence) return false;
    for (let beside = at + step; Math.abs(beside - at) <= BESIDE; beside += step) {
      if (isBreak(source, step > 0 ? beside - 1 : beside)) return false;
      const { word: found } = source.tokens[beside] as Token;
      if (!found.isFunction || found.allCapitals) return !own.has(found.stem) && (!isName || found.capital);
    }
    return false;
  });
}
