import type { Token } from '../tokenise.js';

/** Claim and source alike: a text and its words. */
export interface Reading {
  readonly text: string;
  readonly tokens: readonly Token[];
}

const BREAK = /[,;:()[\]–—.!?…]/;

/** Whether something more than a space parts this token from the next: a comma, a dash, the sentence's end. */
export function isBreak({ text, tokens }: Reading, at: number): boolean {
  const [token, next] = [tokens[at], tokens[at + 1]];
  if (token === undefined || next === undefined || token.sentence !== next.sentence) return true;
  if (next.start - token.end === 1 && text.charCodeAt(token.end) === 32) return false;
  return BREAK.test(text.slice(token.end, next.start));
}

/** The word there, folded; empty beyond the text. */
export const wordAt = ({ tokens }: Reading, at: number): string => tokens[at]?.word.folded ?? '';

export const listed = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Tokens `[first, end)` of the sentence that holds the token. */
export function sentenceAround({ tokens }: Reading, at: number): { first: number; end: number } {
  const sentence = tokens[at]?.sentence;
  let first = at;
  let end = at + 1;
  while (first > 0 && tokens[first - 1]?.sentence === sentence) first--;
  while (end < tokens.length && tokens[end]?.sentence === sentence) end++;
  return { first, end };
}

/** Words that begin another statement, so that an operator before them does not reach behind them. */
const NEW_STATEMENT = listed(
  'but and or while whereas although though because since which who whose where when if unless so yet nor',
);

/** Tokens `[first, end)` around `at` up to a break or a word that begins another statement. */
export function clauseAround(reading: Reading, at: number): { first: number; end: number } {
  let first = at;
  let end = at + 1;
  while (first > 0 && !isBreak(reading, first - 1) && !NEW_STATEMENT.has(wordAt(reading, first))) first--;
  while (!isBreak(reading, end - 1) && !NEW_STATEMENT.has(wordAt(reading, end))) end++;
  return { first, end };
}

export const isPast = (word: string): boolean => /(?:[^e]ed|wn)$/.test(word) || PAST.has(word);
const PAST =
  listed(`was were had did been became began broke brought built bought caught chose came cut dealt drew drove
  fell felt fought found flew forgot gave got grew held kept knew led left lent lost made meant met paid ran rose said
  saw sold sent shot sang sank sat spoke spent stood stole struck swore taught told thought threw took understood went
  wore won wrote set put hit`);
