import type { ModelMessage } from '@app/providers';
import { tokenise } from '../verification/tokenise.js';

const POINTS_BACK =
  /\b(?:it|its|they|them|their|theirs|this|that|these|those|he|him|his|she|her|there|ones?|same|former|latter)\b/i;
const GOES_ON = /^(?:and|but|or|so|then|also|what about|how about|why not)\b/i;
/** A longer question names what it is about, whatever "that" is in it. */
const MANY_WORDS = 6;
/** A question of so few words of its own seldom stands alone. */
const FEW_WORDS = 3;
/** Words of the earlier question that are carried over; more would drown the new one. */
const MOST_CARRIED = 8;
const TOKENS = 200;

/**
 * A follow-up as a query that stands alone: "and how do I close it?" gets the words of the question before it.
 * By rule and not by a model: it costs nothing, waits for nobody, and `search.started` shows what came of it.
 */
export function standaloneQuery(message: string, history: readonly ModelMessage[]): string {
  const earlier = history.findLast(({ role }) => role === 'user')?.content;
  if (earlier === undefined) return message;
  const own = contentWords(message);
  if (!leansBack(message, own.size)) return message;
  const carried = [...contentWords(earlier)].filter(([stem]) => !own.has(stem)).slice(0, MOST_CARRIED);
  return carried.length === 0 ? message : `${message} ${carried.map(([, word]) => word).join(' ')}`;
}

function leansBack(message: string, words: number): boolean {
  if (words <= FEW_WORDS || GOES_ON.test(message)) return true;
  return words < MANY_WORDS && POINTS_BACK.test(message);
}

/** Spelling by stem, in the text's order. */
function contentWords(text: string): Map<string, string> {
  const words = new Map<string, string>();
  for (const { word, start, end } of tokenise(text, TOKENS).tokens)
    if (!word.isFunction && !words.has(word.stem)) words.set(word.stem, text.slice(start, end));
  return words;
}
