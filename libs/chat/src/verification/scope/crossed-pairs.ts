import type { Claim, ClaimTerm } from '../claim-term.js';
import type { Evidence } from '../evidence.js';
import type { Place } from '../locate-term.js';
import type { Token } from '../tokenise.js';
import type { Alignment } from './alignment.js';
import { isBreak, type Reading } from './reading.js';

/** Little words between two that belong together: "6.9% in the March". */
const BETWEEN = 3;
/** Pairs of one claim that are looked at, and places of one word: more are a list, and cost no more. */
const MOST_PAIRS = 16;
const MOST_PLACES = 8;

interface Pair {
  /** Indices of two terms; the second is a name or a date. */
  readonly one: number;
  readonly other: number;
  /** On which side of the first the second stands. */
  readonly step: 1 | -1;
}

/** "From 6.9% in March to 6.1% in February" where February had the 6.9%: what stands together has been parted and joined anew. */
export function isCrosswise({ evidence }: Alignment): boolean {
  const { claim } = evidence;
  return pairsOf(claim)
    .slice(0, MOST_PAIRS)
    .some((pair) => isParted(pair, evidence));
}

function pairsOf(claim: Claim): Pair[] {
  const pairs: Pair[] = [];
  for (let index = 1; index < claim.terms.length; index++) {
    const [left, right] = [claim.terms[index - 1] as ClaimTerm, claim.terms[index] as ClaimTerm];
    if (!isMeasured(left, right) && !isMeasured(right, left)) continue;
    if (!isTogether(claim, endOf(left), right.at)) continue;
    if (isNamed(right)) pairs.push({ one: index - 1, other: index, step: 1 });
    if (isNamed(left)) pairs.push({ one: index, other: index - 1, step: -1 });
  }
  return pairs;
}

/** How much there or then; two names, or a name and a year, stand beside each other for many reasons. */
const isMeasured = ({ quantity }: ClaimTerm, other: ClaimTerm): boolean =>
  quantity !== null && !quantity.weak && !quantity.year && isNamed(other);
const isNamed = ({ kind, quantity }: ClaimTerm): boolean => kind === 'date' || quantity?.year === true;
const endOf = ({ at, quantity, date }: ClaimTerm): number => (quantity?.end ?? date?.end ?? at + 1) - 1;

/** Nothing but little words and no comma stand between. */
function isTogether(reading: Reading, left: number, right: number): boolean {
  if (right - left < 2 || right - left > BETWEEN + 1) return false;
  for (let at = left; at < right; at++) {
    if (isBreak(reading, at)) return false;
    if (at > left && reading.tokens[at]?.word.isFunction !== true) return false;
  }
  return true;
}

/** In the source another of the claim's own names or dates stands there, and the pair stands together nowhere. */
function isParted(pair: Pair, evidence: Evidence): boolean {
  const { claim, source, places } = evidence;
  const ones = (places[pair.one] as readonly Place[]).slice(0, MOST_PLACES);
  const others = places[pair.other] as readonly Place[];
  const isBeside = (at: number, there: number): boolean =>
    pair.step > 0
      ? isTogether(source, lastAt(at, source), there)
      : isTogether(source, lastAt(there, source), at);
  if (ones.some(({ at }) => others.some((there) => isBeside(at, there.at)))) return false;
  const { kind } = claim.terms[pair.other] as ClaimTerm;
  return ones.some(({ at }) => {
    const { sentence } = source.tokens[at] as Token;
    if (!others.some((there) => source.tokens[there.at]?.sentence === sentence)) return false;
    return claim.terms.some(
      (term, index) =>
        index !== pair.other &&
        index !== pair.one &&
        term.kind === kind &&
        (places[index] as readonly Place[]).some((there) => isBeside(at, there.at)),
    );
  });
}

const lastAt = (at: number, source: Evidence['source']): number =>
  (source.quantityAt.get(at)?.end ?? source.dates.find(({ first }) => first === at)?.end ?? at + 1) - 1;
