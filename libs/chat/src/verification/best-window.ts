import type { Place } from './locate-term.js';
import type { PreparedSource } from './prepared-source.js';
import type { Token } from './tokenise.js';

/** Up to three sentences of the source that together say most of what is looked for. */
export interface Window {
  /** Sentences `[first, last]`. */
  readonly first: number;
  readonly last: number;
}

/** A term said in a sentence. */
export interface Hit {
  readonly sentence: number;
  readonly term: number;
  readonly quality: number;
}

/** What a window of one, two, three sentences keeps of its worth: of equals the shortest is best. */
const WIDTH_FACTOR = [1, 0.96, 0.92] as const;

/** By sentence, how well one term is said there at best. */
export type SaidIn = ReadonlyMap<number, number>;

/** O(places). */
export function saidInOf(places: readonly Place[], { tokens }: PreparedSource): SaidIn {
  const best = new Map<number, number>();
  for (const { at, quality } of places) {
    const { sentence } = tokens[at] as Token;
    if ((best.get(sentence) ?? 0) < quality) best.set(sentence, quality);
  }
  return best;
}

/** One hit for a term and sentence, in the order of the source. */
export function hitsOf(saidIn: readonly SaidIn[]): Hit[] {
  const hits: Hit[] = [];
  saidIn.forEach((sentences, term) => {
    for (const [sentence, quality] of sentences) hits.push({ sentence, term, quality });
  });
  return hits.sort((a, b) => a.sentence - b.sentence);
}

/** O(hits), each read in at most three windows. Null when nothing is said at all. */
export function bestWindow(hits: readonly Hit[], weights: Float64Array): Window | null {
  const credits = new Float64Array(weights.length);
  let best: Window | null = null;
  let most = 0;
  for (let start = 0; start < hits.length; start = nextSentence(hits, start)) {
    const { sentence } = hits[start] as Hit;
    let total = 0;
    let at = start;
    while (at < hits.length && (hits[at] as Hit).sentence < sentence + WIDTH_FACTOR.length) {
      const { term, quality, sentence: here } = hits[at] as Hit;
      const gain = quality - (credits[term] as number);
      if (gain > 0) {
        credits[term] = quality;
        total += gain * (weights[term] as number);
      }
      at++;
      if (at < hits.length && (hits[at] as Hit).sentence === here) continue;
      const worth = total * (WIDTH_FACTOR[here - sentence] as number);
      if (worth > most + 1e-9) {
        most = worth;
        best = { first: sentence, last: here };
      }
    }
    for (let used = start; used < at; used++) credits[(hits[used] as Hit).term] = 0;
  }
  return best;
}

function nextSentence(hits: readonly Hit[], start: number): number {
  const { sentence } = hits[start] as Hit;
  let next = start + 1;
  while (next < hits.length && (hits[next] as Hit).sentence === sentence) next++;
  return next;
}
