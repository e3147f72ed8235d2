import type { ClaimTerm } from '../claim-term.js';
import type { Evidence } from '../evidence.js';
import type { Place } from '../locate-term.js';
import type { PreparedSource } from '../prepared-source.js';
import type { Token } from '../tokenise.js';

/** Which words of the source stand for which of the claim, in the sentence that says most of the claim's clause. */
export interface Alignment {
  readonly evidence: Evidence;
  /** Per token of the claim, its term; -1 where it is none. */
  readonly termAt: Int32Array;
  /** Per term, its places in that sentence, or in the passage where that sentence has none. */
  readonly places: readonly (readonly number[])[];
  /** Per term, whether its places are in that sentence. */
  readonly inSentence: readonly boolean[];
  /** Per clause, that sentence; -1 where nothing is said. */
  readonly sentences: readonly number[];
}

/** A word of which only a distant relative is there says nothing about who did what. */
const LIKE = 0.7;

/** O(places near the passage). */
export function align(evidence: Evidence): Alignment {
  const { claim, clauses, near, source } = evidence;
  const termAt = new Int32Array(claim.tokens.length).fill(-1);
  claim.terms.forEach(({ at }: ClaimTerm, index) => (termAt[at] = index));
  const places: number[][] = claim.terms.map(() => []);
  const inSentence = claim.terms.map(() => false);
  const sentences = clauses.map((clause) => {
    const best = bestSentence(clause, evidence);
    for (const index of clause) {
      const said = (near[index] as readonly Place[]).filter(({ quality }) => quality >= LIKE);
      const here = said.filter(({ at }) => (source.tokens[at] as Token).sentence === best);
      inSentence[index] = here.length > 0;
      places[index] = closest(here.length > 0 ? here : said);
    }
    return best;
  });
  return { evidence, termAt, places, inSentence, sentences };
}

/** The word itself where it is there, and not its synonyms as well. */
function closest(places: readonly Place[]): number[] {
  const best = Math.max(...places.map(({ quality }) => quality));
  return places.filter(({ quality }) => quality === best).map(({ at }) => at);
}

function bestSentence(clause: readonly number[], { near, weights, source }: Evidence): number {
  const worth = new Map<number, number>();
  for (const index of clause) {
    const best = new Map<number, number>();
    for (const { at, quality } of near[index] as readonly Place[]) {
      const { sentence } = source.tokens[at] as Token;
      best.set(sentence, Math.max(best.get(sentence) ?? 0, quality));
    }
    for (const [sentence, quality] of best)
      worth.set(sentence, (worth.get(sentence) ?? 0) + quality * (weights[index] as number));
  }
  let most = 0;
  let found = -1;
  for (const [sentence, total] of worth) {
    if (total > most) [most, found] = [total, sentence];
  }
  return found;
}

/** The tokens of these sentences. */
export function inSentences(sentences: readonly number[], source: PreparedSource): number[] {
  return [...new Set(sentences)].flatMap((sentence) => {
    const { first, end } = source.sentences[sentence] ?? { first: 0, end: 0 };
    return Array.from({ length: end - first }, (_, step) => first + step);
  });
}
