import type { Claim, ClaimTerm } from './claim-term.js';

/** Words that begin a new statement inside a sentence. */
const CONJUNCTIONS = new Set(
  'and but or while whereas although though because since after before when where which who whose that as so than until unless if with without by'.split(
    ' ',
  ),
);
const SEPARATORS = /[,;:()–—[\]]| - /;

/** A clause must say something of its own: at least so many terms, and so much weight. */
const LEAST_TERMS = 2;
const LEAST_WEIGHT = 1.5;

/** Indices of the claim's terms, statement by statement: what may be supported apart from the rest. */
export function clausesOf(claim: Claim, weights: Float64Array): number[][] {
  const clauses: number[][] = [];
  let current: number[] = [];
  let last = -1;
  for (let index = 0; index < claim.terms.length; index++) {
    const term = claim.terms[index] as ClaimTerm;
    if (last >= 0 && isParted(claim, last, term.at)) {
      clauses.push(current);
      current = [];
    }
    current.push(index);
    last = term.at;
  }
  if (current.length > 0) clauses.push(current);
  return joinSmall(clauses, weights);
}

function isParted(claim: Claim, from: number, to: number): boolean {
  const left = claim.tokens[from] as ClaimTerm['token'];
  const right = claim.tokens[to] as ClaimTerm['token'];
  if (left.sentence !== right.sentence || SEPARATORS.test(claim.text.slice(left.end, right.start)))
    return true;
  for (let at = from + 1; at < to; at++) {
    if (CONJUNCTIONS.has((claim.tokens[at] as ClaimTerm['token']).word.folded)) return true;
  }
  return false;
}

function joinSmall(clauses: readonly number[][], weights: Float64Array): number[][] {
  const joined: number[][] = [];
  let open: number[] = [];
  for (const clause of clauses) {
    open.push(...clause);
    if (!isEnough(open, weights)) continue;
    joined.push(open);
    open = [];
  }
  const tail = joined.at(-1);
  if (tail === undefined) return open.length > 0 ? [open] : [];
  tail.push(...open);
  return joined;
}

function isEnough(clause: readonly number[], weights: Float64Array): boolean {
  let weight = 0;
  for (const index of clause) weight += weights[index] as number;
  return clause.length >= LEAST_TERMS && weight >= LEAST_WEIGHT;
}
