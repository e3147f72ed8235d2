import type { ModelMessage } from '@app/providers';
import { isLittle, languageOf, type Language } from '../verification/languages.js';
import { tokenise, type Token } from '../verification/tokenise.js';
import { followUpWords } from './follow-up-words.js';

/** English ways to go on that begin with words which also ask. */
const GOES_ON = /^(?:what about|how about|why not)\b/i;
/** A longer question names what it is about, whatever "that" is in it. */
const MANY_WORDS = 6;
/** A question of so few words of its own seldom stands alone. */
const FEW_WORDS = 3;
/** Words of the earlier question that are carried over; more would drown the new one. */
const MOST_CARRIED = 8;
const TOKENS = 200;

interface Read {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly language: Language;
  /** Spelling by stem, in the text's order; no word that says nothing by itself. */
  readonly content: ReadonlyMap<string, string>;
}

/**
 * A follow-up as a query that stands alone: "and how do I close it?" gets the words of the question before it.
 * By rule and not by a model: it costs nothing, waits for nobody, and `search.started` shows what came of it. It knows
 * what leans back in English, German, French, Spanish, Portuguese and Italian (and a little of Dutch, Swedish and
 * Polish); of other languages only that a short question seldom stands alone. Linear in at most 200 words.
 */
export function standaloneQuery(message: string, history: readonly ModelMessage[]): string {
  const earlier = history.findLast(({ role }) => role === 'user')?.content;
  if (earlier === undefined) return message;
  const asked = read(message);
  if (!leansBack(asked)) return message;
  const before = read(earlier, asked.language);
  const carried = [...before.content].filter(([stem]) => !asked.content.has(stem)).slice(0, MOST_CARRIED);
  return carried.length === 0 ? message : `${message} ${carried.map(([, word]) => word).join(' ')}`;
}

function leansBack({ text, tokens, language, content }: Read): boolean {
  const known = followUpWords(language);
  if (content.size <= FEW_WORDS || GOES_ON.test(text)) return true;
  if (!known) return content.size < MANY_WORDS;
  if (known.goingOn.has(tokens[0]?.word.folded ?? '')) return true;
  return content.size < MANY_WORDS && tokens.some(({ word }) => known.pointing.has(word.folded));
}

function read(text: string, expected?: Language): Read {
  const { tokens } = tokenise(text, TOKENS);
  const language = languageOf(tokens, expected);
  const content = new Map<string, string>();
  for (const { word, start, end } of tokens)
    if (!saysNothing(word, language) && !content.has(word.stem))
      content.set(word.stem, text.slice(start, end));
  return { text, tokens, language, content };
}

function saysNothing({ folded, isFunction }: Token['word'], language: Language): boolean {
  if (language === 'en' ? isFunction : isLittle(language, folded)) return true;
  const known = followUpWords(language);
  return (
    known !== null && (known.pointing.has(folded) || known.asking.has(folded) || known.goingOn.has(folded))
  );
}
