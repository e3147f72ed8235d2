import type { ModelMessage } from '@app/providers';
import { tokenise } from '../verification/tokenise.js';
import { leansBack } from './leans-back.js';
import { readQuestion } from './read-question.js';

/** Words of the earlier question that are carried over; more would drown the new one. */
const MOST_CARRIED = 8;
/** What was said before is looked at so far back, and of each message so many words. */
const LOOKED_BACK = 6;
const SAID_TOKENS = 400;

/**
 * A follow-up as a query that stands alone: "and how do I close it?" gets the words of the question before it; one
 * that names something new and points at nothing stays as it is. By rule and not by a model: it costs nothing, waits
 * for nobody, and `search.started` shows what came of it. It knows what leans back in English, German, French, Spanish,
 * Portuguese and Italian (and a little of Dutch, Swedish, Polish and Russian). Linear in at most 2,800 words.
 */
export function standaloneQuery(message: string, history: readonly ModelMessage[]): string {
  const earlier = history.findLast(({ role }) => role === 'user')?.content;
  if (earlier === undefined) return message;
  const asked = readQuestion(message, readQuestion(earlier).language);
  if (!leansBack(asked, wordsSaid(history))) return message;
  const before = readQuestion(earlier, asked.language);
  const carried = [...before.content].filter(([stem]) => !asked.content.has(stem)).slice(0, MOST_CARRIED);
  return carried.length === 0 ? message : `${message} ${carried.map(([, word]) => word).join(' ')}`;
}

function wordsSaid(history: readonly ModelMessage[]): ReadonlySet<string> {
  const tokens = history.slice(-LOOKED_BACK).flatMap(({ content }) => tokenise(content, SAID_TOKENS).tokens);
  return new Set(tokens.map(({ word }) => word.folded));
}
