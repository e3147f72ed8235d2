import { fold } from '../verification/word.js';
import { FUNCTION_WORDS } from '../verification/word-lists.js';
import { isForeignNegator, isLittle, languageOf, type Language } from '../verification/languages.js';
import type { Token } from '../verification/tokenise.js';
import { followUpWords, isAmong } from './follow-up-words.js';

/** Of a tie the first has it, and before all of them the one that is expected. */
const LANGUAGES = ['en', 'es', 'de', 'fr', 'pt', 'it'] as const;
const LETTERS: Readonly<Partial<Record<Language, RegExp>>> = { de: /ß/, es: /[ñ¿¡]/, pt: /[ãõ]/ };

/**
 * The language of a question, which is too short for `languageOf`: asking words and pronouns are most of it. Those
 * that languages share ("que", "como") are of the one `expected`, which is that of the question before it.
 */
export function questionLanguage(text: string, tokens: readonly Token[], expected: Language): Language {
  if (languageOf(tokens, expected) === 'other') return 'other';
  const parts = tokens.flatMap(({ start, end }) => text.slice(start, end).toLowerCase().split(/['’]/));
  const words = parts.filter((part) => part !== '').map((surface) => ({ surface, folded: fold(surface) }));
  const known = expected === 'other' ? 'en' : expected;
  let best: Language = known;
  let most = -1;
  for (const language of [known, ...LANGUAGES]) {
    const telling = words.filter((word) => isOf(language, word)).length;
    const found = telling + (LETTERS[language]?.test(text) ? 1 : 0);
    if (found > most) [best, most] = [language, found];
  }
  return best;
}

function isOf(language: Language, word: { readonly surface: string; readonly folded: string }): boolean {
  const { folded } = word;
  if (language === 'en' ? FUNCTION_WORDS.has(folded) : isLittle(language, folded)) return true;
  const { pointing, ambiguous, asking, goingOn } = followUpWords(language);
  const lists = [pointing, ambiguous, asking, goingOn];
  return isForeignNegator(language, folded) || lists.some((list) => isAmong(list, word));
}
