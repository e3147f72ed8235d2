import { bestWindow, hitsOf, saidInOf, type Hit, type SaidIn, type Window } from './best-window.js';
import type { Claim, ClaimTerm } from './claim-term.js';
import { clausesOf } from './clauses.js';
import { locate, type Place } from './locate-term.js';
import type { PreparedSource } from './prepared-source.js';
import type { Token } from './tokenise.js';

/** What of the claim the source says, and where. */
export interface Evidence {
  readonly claim: Claim;
  readonly source: PreparedSource;
  /** Per term. */
  readonly places: readonly (readonly Place[])[];
  /** Per term. */
  readonly saidIn: readonly SaidIn[];
  /** Per term, its places inside the passage of the whole claim or of its own clause, in the source's order. */
  readonly near: readonly (readonly Place[])[];
  readonly weights: Float64Array;
  /** Per term, 0 to 1: how well the source says it, and how near to the rest. */
  readonly credits: Float64Array;
  /** Of the whole claim; null when the source says none of it. */
  readonly window: Window | null;
  readonly clauses: readonly (readonly number[])[];
  /** Per clause, where it is said best. */
  readonly clauseWindows: readonly (Window | null)[];
}

/** Places looked at for one claim, so that a claim of one word repeated costs no more than any other. */
const PLACES = 60_000;
const PLACES_PER_TERM = 1_000;

/** What a word is worth that is not said where the rest is, by where it is said instead. */
const ELSEWHERE = { clause: 0.95, near: 0.75, title: 0.7, nameFar: 0.5, far: 0.25 } as const;
/** Sentences around a window that still belong to its matter. */
const NEIGHBOURS = 2;

export function gatherEvidence(claim: Claim, source: PreparedSource): Evidence {
  const places = locateAll(claim, source);
  const weights = weigh(claim, places, source);
  const saidIn = saidInAll(places, source);
  const hits = hitsOf(saidIn);
  const window = bestWindow(hits, weights);
  const clauses = clausesOf(claim, weights);
  const clauseOf = new Int32Array(claim.terms.length);
  clauses.forEach((clause, number) => clause.forEach((index) => (clauseOf[index] = number)));
  const clauseWindows =
    clauses.length < 2
      ? clauses.map(() => window)
      : partedBy(clauseOf, clauses.length, hits).map((own) => bestWindow(own, weights));
  const credits = new Float64Array(claim.terms.length);
  const near: Place[][] = [];
  for (let index = 0; index < claim.terms.length; index++) {
    const own = clauseWindows[clauseOf[index] as number] ?? null;
    const { kind } = claim.terms[index] as ClaimTerm;
    const said = places[index] as readonly Place[];
    credits[index] = creditOf(said, kind, window, own, source);
    near.push(nearOf(said, window, own, source));
  }
  return { claim, source, places, saidIn, near, weights, credits, window, clauses, clauseWindows };
}

/** Terms with the same places share what is found. */
function saidInAll(places: readonly (readonly Place[])[], source: PreparedSource): SaidIn[] {
  const known = new Map<readonly Place[], SaidIn>();
  return places.map((said) => {
    const saidIn = known.get(said) ?? saidInOf(said, source);
    known.set(said, saidIn);
    return saidIn;
  });
}

/** The hits of each clause, in the order that they have. */
function partedBy(clauseOf: Int32Array, clauses: number, hits: readonly Hit[]): Hit[][] {
  const parted: Hit[][] = Array.from({ length: clauses }, () => []);
  for (const hit of hits) (parted[clauseOf[hit.term] as number] as Hit[]).push(hit);
  return parted;
}

function nearOf(
  places: readonly Place[],
  window: Window | null,
  own: Window | null,
  source: PreparedSource,
): Place[] {
  const inside = places.filter(({ at }) => {
    const { sentence } = source.tokens[at] as Token;
    return isInside(sentence, window, 0) || isInside(sentence, own, 0);
  });
  return inside.sort((a, b) => a.at - b.at);
}

function locateAll(claim: Claim, source: PreparedSource): Place[][] {
  const limit = Math.min(PLACES_PER_TERM, Math.ceil(PLACES / Math.max(1, claim.terms.length)));
  const known = new Map<string, Place[]>();
  return claim.terms.map((term, index) => {
    const key = keyOf(term, index);
    const places = known.get(key) ?? locate(claim, index, source).slice(0, limit);
    known.set(key, places);
    return places;
  });
}

/** Of terms with the same key the places are the same. */
function keyOf({ kind, token, quantity }: ClaimTerm, index: number): string {
  if (kind === 'word' && !token.word.hasDigit) return token.word.folded;
  if (quantity === null) return `#${index}`;
  const { value, literal, form, unit, approximate, time, version, year } = quantity;
  return [
    value,
    literal,
    form,
    unit?.kind,
    unit?.factor,
    approximate,
    time?.minutes,
    time?.half,
    version,
    year,
  ].join('|');
}

/** Rarity in the language times rarity in this source: what every sentence says tells none of them apart. */
function weigh(claim: Claim, places: readonly (readonly Place[])[], source: PreparedSource): Float64Array {
  const weights = new Float64Array(claim.terms.length);
  const scale = Math.log(source.sentences.length + 2);
  for (let index = 0; index < weights.length; index++) {
    const said = (places[index] as readonly Place[]).length;
    const rarity = Math.max(0, Math.log((source.sentences.length + 2) / (said + 1)) / scale);
    weights[index] = (claim.terms[index] as ClaimTerm).weight * (0.6 + 0.4 * rarity);
  }
  return weights;
}

function creditOf(
  places: readonly Place[],
  kind: ClaimTerm['kind'],
  window: Window | null,
  own: Window | null,
  source: PreparedSource,
): number {
  let best = 0;
  for (const { at, quality } of places) {
    const { sentence } = source.tokens[at] as Token;
    const worth = quality * nearness(sentence, kind, window, own, source);
    if (worth > best) best = worth;
  }
  return best;
}

function nearness(
  sentence: number,
  kind: ClaimTerm['kind'],
  window: Window | null,
  own: Window | null,
  source: PreparedSource,
): number {
  if (isInside(sentence, window, 0)) return 1;
  if (isInside(sentence, own, 0)) return ELSEWHERE.clause;
  if (isInside(sentence, window, NEIGHBOURS) || isInside(sentence, own, NEIGHBOURS)) return ELSEWHERE.near;
  if (sentence < 2 || source.sentences[sentence]?.heading === true) return ELSEWHERE.title;
  return kind === 'name' ? ELSEWHERE.nameFar : ELSEWHERE.far;
}

export function isInside(sentence: number, window: Window | null, margin: number): boolean {
  return window !== null && sentence >= window.first - margin && sentence <= window.last + margin;
}
