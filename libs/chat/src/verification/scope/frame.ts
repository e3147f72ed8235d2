import {
  BE,
  DETERMINERS,
  GOALS,
  HELPERS,
  isContent,
  isVerb,
  PREPOSITIONS,
  RELATIVE,
  VERB_FORMS,
} from './is-verb.js';
import { isManner } from '../word-lists.js';
import { isBreak, listed, wordAt, type Reading } from './reading.js';

/** Who does what to whom, as far as word order and voice tell: token indices, empty where it cannot be told. */
export interface Frame {
  readonly agent: readonly number[];
  readonly patient: readonly number[];
  /** "To the server", "into the lake". */
  readonly goal: readonly number[];
  /** "From a farmer". */
  readonly origin: readonly number[];
  readonly passive: boolean;
}

const PARTICIPLE = /(?:ed|en|wn)$/;
const REACH = 14;
const CHUNK = 5;

export function frameAt(reading: Reading, at: number): Frame {
  let start = at;
  let passive = false;
  while (start > 0 && !isBreak(reading, start - 1) && isHelper(wordAt(reading, start - 1))) {
    start--;
    passive ||= BE.has(wordAt(reading, start));
  }
  passive &&= PARTICIPLE.test(wordAt(reading, at)) || VERB_FORMS.has(wordAt(reading, at));
  const subject = subjectBefore(reading, start);
  const direct = objectBehind(reading, at + 1);
  const oblique = obliquesBehind(reading, at + 1);
  return passive
    ? { agent: oblique.by, patient: subject, goal: oblique.to, origin: oblique.from, passive }
    : { agent: subject, patient: direct, goal: oblique.to, origin: oblique.from, passive };
}

const ADVERBS = listed(
  'always never not also only still often now then already soon once again ever yet just',
);
const isAdverb = (word: string): boolean => isManner(word) || ADVERBS.has(word);
const isHelper = (word: string): boolean => HELPERS.has(word) || isManner(word);

/** The nearest words before the verb that no preposition governs. */
function subjectBefore(reading: Reading, start: number): number[] {
  let at = start - 1;
  const relative = RELATIVE.has(wordAt(reading, at));
  if (relative) at--;
  else if (at < 0 || isBreak(reading, at)) return [];
  for (let tries = 0; tries < 3; tries++) {
    const { words, before } = chunkBefore(reading, at);
    if (words.length === 0) return [];
    // "By a farmer in 1998, who": the nearest that is no number, whatever governs it.
    if (relative && words.some((word) => !isNumber(reading, word))) return words;
    if (!PREPOSITIONS.has(wordAt(reading, before)) || isBreak(reading, before)) return words;
    at = before - 1;
  }
  return [];
}

/** Content words up to what governs them; "A and B" are one. */
function chunkBefore(reading: Reading, from: number): { words: number[]; before: number } {
  const words: number[] = [];
  let at = from;
  for (; at >= 0 && words.length < CHUNK; at--) {
    const word = wordAt(reading, at);
    if (at < from && isBreak(reading, at)) break;
    if (isContent(reading, at) && !(words.length > 0 && isVerb(reading, at))) words.unshift(at);
    else if (isNumber(reading, at)) words.unshift(at);
    else if (DETERMINERS.has(word) && !RELATIVE.has(word)) {
      at--;
      if (wordAt(reading, at) !== 'and' || isBreak(reading, at)) break;
    } else if (word !== 'and' || words.length === 0) break;
  }
  return { words, before: at };
}

const isNumber = ({ tokens }: Reading, at: number): boolean => tokens[at]?.kind === 1;

function chunkBehind(reading: Reading, from: number): number[] {
  const words: number[] = [];
  for (let at = from; at < reading.tokens.length && words.length < CHUNK; at++) {
    if (at > from && isBreak(reading, at - 1)) break;
    const word = wordAt(reading, at);
    if (isNumber(reading, at)) words.push(at);
    else if (isContent(reading, at)) {
      if (words.length > 0 && isVerb(reading, at)) break;
      words.push(at);
    } else if (!(words.length === 0 && DETERMINERS.has(word)) && !(word === 'and' && words.length > 0)) break;
  }
  return words;
}

function objectBehind(reading: Reading, from: number): number[] {
  let at = from;
  while (!isBreak(reading, at - 1) && isAdverb(wordAt(reading, at))) at++;
  if (isBreak(reading, at - 1) || PREPOSITIONS.has(wordAt(reading, at))) return [];
  return chunkBehind(reading, at);
}

interface Obliques {
  readonly by: number[];
  readonly to: number[];
  readonly from: number[];
}

function obliquesBehind(reading: Reading, from: number): Obliques {
  const found: Obliques = { by: [], to: [], from: [] };
  for (let at = from; at < Math.min(reading.tokens.length, from + REACH); at++) {
    if (isBreak(reading, at - 1)) break;
    const word = wordAt(reading, at);
    const role = word === 'by' ? 'by' : word === 'from' ? 'from' : GOALS.has(word) ? 'to' : null;
    if (role !== null && found[role].length === 0) found[role].push(...chunkBehind(reading, at + 1));
    else if (word === 'but' || word === 'while' || word === 'that' || RELATIVE.has(word)) break;
  }
  return found;
}
