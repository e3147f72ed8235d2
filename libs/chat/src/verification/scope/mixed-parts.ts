import type { Claim, ClaimTerm } from '../claim-term.js';
import type { Evidence } from '../evidence.js';
import type { Place } from '../locate-term.js';
import type { Quantity } from '../quantity.js';
import type { Token } from '../tokenise.js';
import type { Alignment } from './alignment.js';
import { clauseAround } from './reading.js';
import { isNumber, rivalsOf } from './rival-numbers.js';

/** Numbers of one clause that are looked at, and places of one word: more are a list, and cost no more. */
const MOST_NUMBERS = 8;
const MOST_PLACES = 8;
/** Tokens from a number to the word that says of what it is. */
const REACH = 4;

/**
 * "Born in 1954" where the source has "born in 1912 and died in 1954": both parts of its sentence have a number, and the
 * claim says the one number of what the other part is about.
 */
export function isExchanged({ evidence }: Alignment): boolean {
  const parts = evidence.places.map((places) => partsOf(places, evidence));
  return statementsOf(evidence.claim).some((clause) =>
    clause
      .filter((index) => isNumber((evidence.claim.terms[index] as ClaimTerm).quantity))
      .slice(0, MOST_NUMBERS)
      .some((number) => isOfAnotherPart(number, clause, parts, evidence)),
  );
}

/** The claim's terms, part by part as the source's: "born in 1954" and "died in 1912" are two, however short. */
function statementsOf(claim: Claim): number[][] {
  const statements = new Map<number, number[]>();
  claim.terms.forEach(({ at }: ClaimTerm, index) => {
    const { first } = clauseAround(claim, at);
    statements.set(first, [...(statements.get(first) ?? []), index]);
  });
  return [...statements.values()];
}

/** The first tokens of the parts of sentences where the word is said, with the places. */
type Parts = ReadonlyMap<number, number>;

function partsOf(places: readonly Place[], { source }: Evidence): Parts {
  return new Map(places.slice(0, MOST_PLACES).map(({ at }) => [clauseAround(source, at).first, at]));
}

function isOfAnotherPart(
  number: number,
  clause: readonly number[],
  parts: readonly Parts[],
  evidence: Evidence,
): boolean {
  const { claim, source } = evidence;
  const mine = parts[number] as Parts;
  const quantity = (claim.terms[number] as ClaimTerm).quantity as Quantity;
  const said = new Set(clause.flatMap((index) => claim.terms[index]?.quantity?.value ?? []));
  const rivals = [...new Set([...mine.values()].map((at) => (source.tokens[at] as Token).sentence))]
    .flatMap((sentence) => rivalsOf(quantity, sentence, source))
    .filter(({ value }) => !said.has(value));
  if (rivals.length === 0) return false;
  return clause.some((other) => {
    const theirs = parts[other] as Parts;
    if (other === number || theirs.size === 0 || [...theirs.keys()].some((part) => mine.has(part)))
      return false;
    return [...theirs].some(([there, place]) => {
      const rival = rivals.find(
        ({ first, sentence }) =>
          source.tokens[place]?.sentence === sentence && clauseAround(source, first).first === there,
      );
      if (rival === undefined) return false;
      return [...mine].some(
        ([here, at]) =>
          source.tokens[at]?.sentence === rival.sentence &&
          !isAbout(here, there, number, clause, parts) &&
          isRivalled({ number: at, part: here }, place, rival, clause, evidence),
      );
    });
  });
}

/** The claim has a word that only the number's own part has: it is about that part, in other words. */
const isAbout = (
  here: number,
  there: number,
  number: number,
  clause: readonly number[],
  parts: readonly Parts[],
): boolean =>
  clause.some((index) => index !== number && parts[index]?.has(here) && !parts[index]?.has(there));

/** What stands to the number as the word to its rival is another word, or another number of the word's kind. */
function isRivalled(
  own: { readonly number: number; readonly part: number },
  place: number,
  rival: Quantity,
  clause: readonly number[],
  { claim, source }: Evidence,
): boolean {
  const distance = place - rival.first;
  if (Math.abs(distance) > REACH + 1) return false;
  const at = own.number + distance;
  const found = source.tokens[at];
  if (found === undefined || clauseAround(source, at).first !== own.part) return false;
  if (found.word.isFunction && !found.word.allCapitals) return false;
  return !clause.some((index) => claim.terms[index]?.token.word.stem === found.word.stem);
}
