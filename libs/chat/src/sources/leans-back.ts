import {
  beginsToGoOn,
  comparesAtTheEnd,
  followUpWords,
  isAmong,
  withoutEmptyPronouns,
} from './follow-up-words.js';
import { namesSomething } from './names-something.js';
import { PREPOSITIONS } from './naming-words.js';
import type { QuestionWord, ReadQuestion } from './read-question.js';

/** A longer question names what it is about, whatever "that" is in it. */
const MANY_WORDS = 6;
/** A question of so few words of its own stands alone only where one of them is new. */
const FEW_WORDS = 3;

/** Whether a question is understood only with what was said before. `said`: the folded words of that. */
export function leansBack(question: ReadQuestion, said: ReadonlySet<string>): boolean {
  const { content, language } = question;
  if (goesOn(question)) return true;
  if (content.size >= MANY_WORDS) return false;
  if (pointsBack(question) || comparesAtTheEnd(question.folded)) return true;
  if (content.size > FEW_WORDS && language !== 'other') return false;
  return !namesSomething(question, said);
}

function goesOn({ words, folded, language }: ReadQuestion): boolean {
  const [first] = words;
  return beginsToGoOn(folded) || (first !== undefined && isAmong(followUpWords(language).goingOn, first));
}

function pointsBack(question: ReadQuestion): boolean {
  const { words, folded, language } = question;
  const { pointing } = followUpWords(language);
  const telling = withoutEmptyPronouns(folded).split(' ');
  return words.some((word, at) => {
    // "Sie" and "Ihr" to a stranger, "IT": a capital makes another word of it.
    if (word.capital || telling[at] === '-') return false;
    if (isAmong(pointing, word)) return !isRelative(words, at) && !repeatsName(question, at);
    return isPronoun(question, at);
  });
}

/** "The chancellor that followed": it points at the word before it. */
function isRelative(words: readonly QuestionWord[], at: number): boolean {
  const before = words[at - 1];
  return words[at]?.surface === 'that' && at < words.length - 1 && before !== undefined && !before.isLittle;
}

/** "Paris est-elle": French says a subject twice. */
function repeatsName({ words, language }: ReadQuestion, at: number): boolean {
  if (language !== 'fr' || !/^(?:il|elle|ils|elles)$/.test(words[at]?.surface ?? '')) return false;
  return words.slice(0, at).some(({ capital }) => capital);
}

/** An article stands before a noun; a pronoun ends the question, follows what asks, or has a preposition after it. */
function isPronoun({ words, language }: ReadQuestion, at: number): boolean {
  const { ambiguous, asking } = followUpWords(language);
  const [before, word, after] = [words[at - 1], words[at], words[at + 1]];
  if (word === undefined || !isAmong(ambiguous, word)) return false;
  if (after === undefined) return true;
  if (after.capital || after.isNumber) return false;
  if (before !== undefined && isAmong(asking, before)) return true;
  return PREPOSITIONS.has(after.folded);
}
