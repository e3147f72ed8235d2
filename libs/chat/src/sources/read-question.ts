import { isLittle, type Language } from '../verification/languages.js';
import { tokenise, TokenKind, type Token } from '../verification/tokenise.js';
import { fold } from '../verification/word.js';
import { followUpWords, isAmong } from './follow-up-words.js';
import { questionLanguage } from './question-language.js';

const TOKENS = 200;
/** `l'`, `d'`, `qu'`, `cos'`: they cling to the word that counts, and hide its capital. */
const ELISION = /^\p{L}{1,5}['’](?=\p{L})/u;

export interface QuestionWord {
  /** As it is written, in lower case. */
  readonly surface: string;
  /** Without accents too. */
  readonly folded: string;
  /** Written with a capital where a sentence does not ask for one. */
  readonly capital: boolean;
  readonly isNumber: boolean;
  /** It says nothing by itself: an article, an asking word. */
  readonly isLittle: boolean;
}

export interface ReadQuestion {
  readonly message: string;
  readonly language: Language;
  readonly words: readonly QuestionWord[];
  /** The folded words with a space between any two. */
  readonly folded: string;
  /** Spelling by stem, in the text's order; no word that says nothing by itself. */
  readonly content: ReadonlyMap<string, string>;
}

/** Linear in at most 200 words. `expected`: the language of what went before, where words alone do not tell. */
export function readQuestion(message: string, expected: Language = 'en'): ReadQuestion {
  const { tokens } = tokenise(message, TOKENS);
  const language = questionLanguage(message, tokens, expected);
  const content = new Map<string, string>();
  for (const { word, start, end } of tokens)
    if (!saysNothing(message.slice(start, end).toLowerCase(), word, language) && !content.has(word.stem))
      content.set(word.stem, message.slice(start, end));
  const isElided = language === 'fr' || language === 'it';
  const isShouted = tokens.every(({ word, kind }) => word.allCapitals || kind !== TokenKind.Word);
  const words = tokens.flatMap((token, index) => {
    const isFirst = token.sentence !== tokens[index - 1]?.sentence;
    return wordsOf(message.slice(token.start, token.end), token, { isFirst, isShouted, isElided, language });
  });
  return { message, language, words, folded: words.map(({ folded }) => folded).join(' '), content };
}

interface Place {
  readonly isFirst: boolean;
  /** All of it is in capitals, so none of them means anything. */
  readonly isShouted: boolean;
  readonly isElided: boolean;
  readonly language: Language;
}

/** One word, or two where one is elided before the other: `l'Allemagne`. */
function wordsOf(text: string, token: Token, place: Place): QuestionWord[] {
  const elided = place.isElided ? (ELISION.exec(text)?.[0] ?? '') : '';
  return [elided.slice(0, -1), text.slice(elided.length)]
    .filter((part) => part !== '')
    .map((part, index) => wordOf(part, token, { ...place, isFirst: place.isFirst && index === 0 }));
}

function wordOf(text: string, { kind, word }: Token, { isFirst, isShouted, language }: Place): QuestionWord {
  const surface = text.toLowerCase().replace(/['’]$/, '');
  const folded = fold(surface.length > 2 ? surface.replace(/['’]s$/, '') : surface);
  return {
    surface,
    folded,
    capital: !isFirst && !isShouted && surface.charAt(0) !== text.charAt(0),
    isNumber: kind === TokenKind.Number,
    isLittle: saysNothing(surface, { ...word, folded }, language),
  };
}

function saysNothing(surface: string, { folded, isFunction }: Token['word'], language: Language): boolean {
  if (language === 'en' ? isFunction : isLittle(language, folded)) return true;
  const { pointing, ambiguous, asking, goingOn } = followUpWords(language);
  return [pointing, ambiguous, asking, goingOn].some((list) => isAmong(list, { surface, folded }));
}
