import { rankSentences, type RankedSentence } from './rank-sentences.js';
import type { Prompt } from './source.js';

const FEWEST = 2;
const MOST = 4;
/** What the best sentence must hold of the question, a full match being 1; below it they share a word, not a subject. */
const ON_TOPIC = 1 / 3;
/** A further sentence must hold at least this share of what the best one holds. */
const GOOD_ENOUGH = 0.5;
/** Two sentences with more than this share of words in common say the same. */
const TOO_ALIKE = 0.6;

const LEAD = 'Here is what the sources say:';
const NO_SOURCES =
  'This is the sandbox model, a stand-in that only quotes the sources it is given. ' +
  'This question came without sources, and it cannot answer from knowledge of its own.';
const NOTHING_FITS =
  'This is the sandbox model, a stand-in that only quotes the sources it is given. ' +
  'None of the sources that came with this question speaks about it.';

/** An answer made of the sentences that fit the question best, each followed by its source's `[n]`. Deterministic. */
export function writeAnswer(prompt: Prompt): string {
  if (prompt.sources.length === 0) return NO_SOURCES;
  const chosen = choose(rankSentences(prompt.question, prompt.sources));
  if (chosen.length === 0) return NOTHING_FITS;
  return `${LEAD}\n\n${inReadingOrder(chosen).map(cite).join(' ')}`;
}

function choose(ranked: readonly RankedSentence[]): RankedSentence[] {
  const chosen: RankedSentence[] = [];
  if (!ranked[0] || ranked[0].score < ON_TOPIC) return chosen;
  for (const sentence of ranked) {
    if (chosen.length === MOST) break;
    const enough = chosen.length >= FEWEST;
    if (enough && sentence.score < GOOD_ENOUGH * (chosen[0] as RankedSentence).score) break;
    if (chosen.every((other) => likeness(other.terms, sentence.terms) <= TOO_ALIKE)) chosen.push(sentence);
  }
  return chosen;
}

/** The best sentence's source first; within a source as it was written. */
function inReadingOrder(chosen: readonly RankedSentence[]): RankedSentence[] {
  const order = [...new Set(chosen.map((sentence) => sentence.source))];
  return chosen.toSorted(
    (left, right) =>
      order.indexOf(left.source) - order.indexOf(right.source) || left.position - right.position,
  );
}

/** The marker stands inside the full stop, so that it is plain which sentence it closes. */
function cite({ text, source }: RankedSentence): string {
  const [, body, stop] = /^([\s\S]*?)([.!?:;…]*)$/.exec(text) as unknown as [string, string, string];
  return `${body} [${source}]${/^[!?]/.test(stop) ? stop : '.'}`;
}

function likeness(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  let common = 0;
  for (const term of left) if (right.has(term)) common++;
  return common / Math.max(1, Math.min(left.size, right.size));
}
