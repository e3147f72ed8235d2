import { COMMON_WORDS } from '../verification/word-lists.js';
import { wordOf } from '../verification/word.js';
import { followUpWords, isAmong } from './follow-up-words.js';
import {
  ARTICLES,
  asksForDefinition,
  ENGLISH_ASKERS,
  ENGLISH_COMMANDS,
  ENGLISH_LINKS,
  GENITIVES,
  GERMAN_DETERMINERS,
  PREPOSITIONS,
  VERBS,
} from './naming-words.js';
import type { QuestionWord, ReadQuestion } from './read-question.js';

/** The asking word with its verb. */
const WITH_IS = /^(?:what|who)['’]s$/;

/** A genitive after a noun, and anywhere else no more than an article. */
const GERMAN_ARTICLES = new Set(['der', 'des']);

/**
 * Whether a short question says by itself what it is about: with a name that nobody has said yet, or by asking what
 * something is. In a fragment ("in Germany?", "why Germany?") a name only changes the question before it, unless
 * something is said to be of it ("capital of France?"). `said`: the folded words of what went before.
 */
export function namesSomething(question: ReadQuestion, said: ReadonlySet<string>): boolean {
  const { words, message, folded } = question;
  const isNew = (word: QuestionWord): boolean => !word.isLittle && !word.isNumber && !said.has(word.folded);
  if (words.some(isNew) && asksForDefinition(folded, message)) return true;
  const names = new Set(words.filter((word, at) => isNew(word) && isName(question, at)));
  if (isFragment(question, names)) return words.some((word, at) => names.has(word) && isOwner(words, at));
  return names.size > 0;
}

function isFragment({ words, language }: ReadQuestion, names: ReadonlySet<QuestionWord>): boolean {
  const { asking } = followUpWords(language);
  if (!words.some((word) => isAmong(asking, word)))
    return PREPOSITIONS.has(words[0]?.folded ?? '') || !words.some(({ folded }) => VERBS.has(folded));
  const saysLittle = (word: QuestionWord): boolean =>
    isAmong(asking, word) || PREPOSITIONS.has(word.folded) || ARTICLES.has(word.folded);
  return words.every((word) => names.has(word) || (saysLittle(word) && !WITH_IS.test(word.surface)));
}

/** "Capital of France", "capitale de la France", "Präsident der Schweiz"; not "in der Schweiz" or "ist der Preis". */
function isOwner(words: readonly QuestionWord[], at: number): boolean {
  const before = words[at - 1]?.folded ?? '';
  const of = ARTICLES.has(before) && !GENITIVES.has(before) ? at - 2 : at - 1;
  const owned = words[of - 1];
  if (owned === undefined || !GENITIVES.has(words[of]?.folded ?? '')) return false;
  return GERMAN_ARTICLES.has(before) ? owned.capital || (of === 1 && !owned.isLittle) : true;
}

function isName(question: ReadQuestion, at: number): boolean {
  const { words, language } = question;
  if (language === 'de') return isGermanName(words, at);
  return words[at]?.capital === true || (language === 'en' && isRareSubject(words, at));
}

/**
 * German writes every noun with a capital. A name stands without an article, beside another, or in the genitive of
 * one; in a question that only wants a yes or no ("Gibt es Nebenwirkungen?") a bare noun says too little.
 */
function isGermanName(words: readonly QuestionWord[], at: number): boolean {
  if (words[at]?.capital !== true) return false;
  const [before, earlier] = [words[at - 1], words[at - 2]];
  if (before?.capital === true) return true;
  const { asking } = followUpWords('de');
  if (words[at + 1]?.capital === true || isOwner(words, at)) return true;
  if (!words.some((word) => isAmong(asking, word))) return false;
  if (GERMAN_DETERMINERS.has(before?.folded ?? '')) return earlier?.capital === true;
  return true;
}

/** In lower case: "what is zod", "how does photosynthesis work", "who wrote hamlet", "define entropy". */
function isRareSubject(words: readonly QuestionWord[], at: number): boolean {
  const word = words[at];
  if (word === undefined || isCommon(word.folded)) return false;
  const start = /^an?$/.test(words[at - 1]?.folded ?? '') ? at - 1 : at;
  const [link, asker] = [words[start - 1], words[start - 2]];
  if (link === undefined) return false;
  if (ENGLISH_COMMANDS.has(link.folded) || link.folded === 'about' || link.folded === 'of') return true;
  if (WITH_IS.test(link.surface)) return true;
  if (asker === undefined || !ENGLISH_ASKERS.has(asker.folded)) return false;
  return ENGLISH_LINKS.has(link.folded) || (/^(?:what|who)$/.test(asker.folded) && !link.isLittle);
}

function isCommon(folded: string): boolean {
  return COMMON_WORDS.has(folded) || COMMON_WORDS.has(wordOf(folded).stem);
}
