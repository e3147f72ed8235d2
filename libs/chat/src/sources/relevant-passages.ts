import type { PreparedSource } from '../verification/prepared-source.js';
import { tokenise } from '../verification/tokenise.js';

const QUESTION_TOKENS = 400;
/** Sentences before and after a good one that come along: what "it" and "this" in it mean stands there. */
const NEIGHBOURS = 1;

/**
 * The passages of a page that say most about the question, in the page's own order, at most `limit` characters;
 * a gap is an ellipsis on a line of its own. Null when no word of the question occurs in it. O(places of the
 * question's words in the page).
 */
export function relevantPassages(question: string, source: PreparedSource, limit: number): string | null {
  const scores = scoreSentences(question, source);
  const best = [...scores].sort(([a, left], [b, right]) => right - left || a - b);
  const chosen = new Set<number>();
  let length = 0;
  for (const [sentence] of best) {
    for (let at = sentence - NEIGHBOURS; at <= sentence + NEIGHBOURS; at++) {
      if (at < 0 || at >= source.sentences.length || chosen.has(at)) continue;
      const cost = textOf(source, at).length + 1;
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

/** To where the next sentence begins: stops and brackets belong to it. */
function textOf(source: PreparedSource, index: number): string {
  return source.text.slice(startOf(source, index), startOf(source, index + 1)).trim();
}

/** What clings to the first word belongs to it: the dot of `.NET`, an opening bracket or quote. */
function startOf({ text, tokens, sentences }: PreparedSource, index: number): number {
  let start = tokens[sentences[index]?.first ?? tokens.length]?.start ?? text.length;
  while (start > 0 && start < text.length && !/\s/.test(text[start - 1] as string)) start--;
  return start;
}

function inOrder(source: PreparedSource, sentences: readonly number[]): string {
  let passages = '';
  let last = -1;
  for (const sentence of sentences) {
    if (passages !== '') passages += sentence === last + 1 ? '\n' : '\n…\n';
    passages += textOf(source, sentence);
    last = sentence;
  }
  return passages;
}
