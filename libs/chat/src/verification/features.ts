import type { ClaimTerm } from './claim-term.js';
import type { Evidence } from './evidence.js';
import type { Place } from './locate-term.js';

/** Four views of how much of the claim the source says, each 0 to 1. */
export interface Features {
  /** The share of the claim's weight that is said. */
  readonly containment: number;
  /** The same for the statement that is supported least. */
  readonly weakestClause: number;
  /** The same for the four words in a row that are supported least. */
  readonly weakestRun: number;
  /** The share of the claim's neighbours that are neighbours in the source too. */
  readonly adjacency: number;
}

/** Content words of a run: a phrase that was added to a claim has about so many. */
const RUN = 4;
/** Tokens between two neighbours in the source, beyond what the claim has between them. */
const SLACK = 4;
/** A part of a claim that weighs as little as this is forgiven half of what it lacks. */
const LIGHT = 1.2;

export function featuresOf(evidence: Evidence): Features {
  const { clauses, credits, weights } = evidence;
  const all = credits.map((_, index) => index);
  const runs = runsOf(credits.length);
  return {
    containment: contained([...all], evidence),
    weakestClause: Math.min(...clauses.map((clause) => forgiving(clause, evidence))),
    weakestRun: Math.min(...runs.map((run) => forgiving(run, evidence))),
    adjacency: weights.length < 2 ? 1 : adjacencyOf(evidence),
  };
}

function contained(terms: readonly number[], { weights, credits }: Evidence): number {
  let said = 0;
  let total = 0;
  for (const term of terms) {
    total += weights[term] as number;
    said += (weights[term] as number) * (credits[term] as number);
  }
  return total === 0 ? 0 : said / total;
}

function forgiving(terms: readonly number[], evidence: Evidence): number {
  let weight = 0;
  for (const term of terms) weight += evidence.weights[term] as number;
  const share = contained(terms, evidence);
  return share + (1 - share) * 0.5 ** (weight / LIGHT);
}

function runsOf(count: number): number[][] {
  const runs: number[][] = [];
  for (let start = 0; start === 0 || start + RUN <= count; start++) {
    runs.push(Array.from({ length: Math.min(RUN, count) }, (_, step) => start + step));
  }
  return runs;
}

function adjacencyOf({ claim, near, weights }: Evidence): number {
  let met = 0;
  let total = 0;
  for (let index = 1; index < weights.length; index++) {
    const [left, right] = [claim.terms[index - 1] as ClaimTerm, claim.terms[index] as ClaimTerm];
    const weight = (weights[index - 1] as number) + (weights[index] as number);
    total += weight;
    const distance = distanceOf(near[index - 1] as readonly Place[], near[index] as readonly Place[]);
    if (distance <= right.at - left.at + SLACK) met += weight;
  }
  return total === 0 ? 1 : met / total;
}

/** The least distance between two ascending lists. */
function distanceOf(left: readonly Place[], right: readonly Place[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    const { at: a } = left[i] as Place;
    const { at: b } = right[j] as Place;
    least = Math.min(least, Math.abs(a - b));
    if (a < b) i++;
    else j++;
  }
  return least;
}
