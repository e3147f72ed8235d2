import { CERTAIN_STOPS } from '../sentences/sentence-stop.js';
import type { PreparedSource } from './prepared-source.js';

/** What belongs to the sentence before it where no white space parts the two: its stop, and what closes behind that. */
const ENDING = new Set(`${CERTAIN_STOPS}」』）】］”’»〉》`);
const WHITE = /\s/;
/** Signs before a first word that are looked at; more of them are a rule or a border. */
const MOST_CLINGING = 32;

/**
 * Where the sentence begins, what clings to its first word included: the dot of `.NET`, an opening bracket or quote.
 * Never before the last word of the sentence before: a script without spaces has no white space to walk back to, and
 * looking for it would read the page once for each of its sentences. O(1).
 */
function startOf({ text, tokens, sentences }: PreparedSource, index: number): number {
  const first = sentences[index]?.first ?? tokens.length;
  const word = tokens[first]?.start ?? text.length;
  if (word === text.length) return word;
  const earliest = Math.max(tokens[first - 1]?.end ?? 0, word - MOST_CLINGING);
  let start = word;
  while (start > earliest && !isBorder(text.charAt(start - 1))) start--;
  return start;
}

const isBorder = (character: string): boolean => WHITE.test(character) || ENDING.has(character);

/** A sentence to where the next one begins: stops and closing brackets belong to it. O(its length). */
export function sentenceText(source: PreparedSource, index: number): string {
  return source.text.slice(startOf(source, index), startOf(source, index + 1)).trim();
}

/** Whether white space parts the sentence from the one before; in scripts without spaces nothing does. */
export function isSpacedOff(source: PreparedSource, index: number): boolean {
  return WHITE.test(source.text.charAt(startOf(source, index) - 1));
}
