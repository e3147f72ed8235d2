import type { PreparedSource } from '../verification/prepared-source.js';
import { isSpacedOff, sentenceText } from '../verification/sentence-text.js';
import { tokenise } from '../verification/tokenise.js';

const QUESTION_TOKENS = 400;
/** Sentences before and after a good one that come along: what "it" and "this" in it mean stands there. */
const NEIGHBOURS = 1;
const GAP = '\n…\n';

/**
 * The passages of a page that say most about the question, in the page's own order, at most `limit` characters;
 * a gap is an ellipsis on a line of its own. Null when no word of the question occurs in it. O(n log n) in the places
 * of the question's words, at most 50,000; of the page's text nothing is read that is not taken or too long to be.
 */
export function relevantPassages(question: string, source: PreparedSource, limit: number): string | null {
  const scores = scoreSentences(question, source);
  const best = [...scores].sort(([a, left], [b, right]) => right - left || a - b);
  const chosen = new Set<number>();
  let length = 0;
  for (const [sentence] of best) {
    for (let at = sentence - NEIGHBOURS; at <= sentence + NEIGHBOURS; at++) {
      if (at < 0 || at >= source.sentences.length || chosen.has(at)) continue;
      const cost = sentenceText(source, at).length + (chosen.has(at - 1) ? 1 : GAP.length);
      if (length + cost > limit) continue;
      chosen.add(at);
      length += cost;
    }
    if (length > limit * 0.9) break;
  }
  return chosen.size === 0
    ? null
    : inOrder(
        source,
        [...chosen].sort((a, b) => a - b),
      );
}

/** A word counts by how rare it is in the page, once for each sentence it stands in. */
function scoreSentences(question: string, source: PreparedSource): Map<number, number> {
  const scores = new Map<number, number>();
  const words = tokenise(question, QUESTION_TOKENS).tokens.filter(({ word }) => !word.isFunction);
  for (const stem of new Set(words.map(({ word }) => word.stem))) {
    const sentences = new Set(
      (source.byStem.get(stem) ?? []).map((place) => source.tokens[place]?.sentence ?? 0),
    );
    const weight = Math.log(1 + source.sentences.length / (sentences.size || 1));
    for (const sentence of sentences) scores.set(sentence, (scores.get(sentence) ?? 0) + weight);
  }
  return scores;
}

function inOrder(source: PreparedSource, sentences: readonly number[]): string {
  let passages = '';
  let last = -1;
  for (const sentence of sentences) {
    if (passages !== '') passages += sentence === last + 1 ? borderOf(source, sentence) : GAP;
    passages += sentenceText(source, sentence);
    last = sentence;
  }
  return passages;
}

/** A line for each sentence, but none through the middle of a run of characters. */
function borderOf(source: PreparedSource, sentence: number): string {
  return isSpacedOff(source, sentence) ? '\n' : '';
}
