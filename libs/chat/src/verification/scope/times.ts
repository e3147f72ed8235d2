import type { Alignment } from './alignment.js';
import { listed, sentenceAround, wordAt, type Reading } from './reading.js';

/** Which way a time lies from what happens; `from` and `since` begin there, `until` ends there. */
const DIRECTIONS = new Map<string, string>([
  ['before', 'ends'],
  ['until', 'ends'],
  ['till', 'ends'],
  ['by', 'ends'],
  ['after', 'begins'],
  ['since', 'begins'],
  ['from', 'begins'],
]);
const SKIPPED = listed(
  'the a an of about around early late mid january february march april may june july august september october november december spring summer autumn winter end start beginning',
);
const REACH = 4;

function directionAt(reading: Reading, at: number): string | null {
  for (let back = at - 1; back >= Math.max(0, at - REACH); back--) {
    const word = wordAt(reading, back);
    const direction = DIRECTIONS.get(word);
    if (direction !== undefined) return direction;
    if (!SKIPPED.has(word) && !/^\d/.test(word)) break;
  }
  return null;
}

/** "From 1934" where the source says "until 1934". */
function timeTurned({ evidence: { claim, source }, places }: Alignment): boolean {
  return claim.terms.some(({ at, date, quantity }, index) => {
    if (date === null && quantity?.year !== true) return false;
    const ours = directionAt(claim, at);
    const said = (places[index] as readonly number[]).map((place) => directionAt(source, place));
    return ours !== null && said.length > 0 && said.every((theirs) => theirs !== null && theirs !== ours);
  });
}

const PAST = listed('former formerly ex previous previously erstwhile onetime');
const ANSWERS_PAST = listed('was were had used once until then no before past earlier old');
const NOW = listed('current currently now present is are');
const REACH_PAST = 5;

/** "The capital" where the source says "formerly the capital"; "a former senator" for one who is one now. */
function statusTurned(alignment: Alignment): boolean {
  const { evidence, places, inSentence } = alignment;
  const { claim, source } = evidence;
  const ours = claim.tokens.map(({ word }) => word.folded);
  return claim.terms.some(({ at, quantity, date, token }, index) => {
    if (!inSentence[index] || quantity !== null || date !== null || isMarker(token.word.folded)) return false;
    const said = places[index] as readonly number[];
    if (markedBefore(claim, at, PAST))
      return said.every((place) => !markedBefore(source, place, PAST) && markedBefore(source, place, NOW));
    if (ours.some((word) => PAST.has(word) || ANSWERS_PAST.has(word))) return false;
    return said.every((place) => markedBefore(source, place, PAST, 2));
  });
}

const isMarker = (word: string): boolean => PAST.has(word) || NOW.has(word);

function markedBefore(
  reading: Reading,
  at: number,
  markers: ReadonlySet<string>,
  reach = REACH_PAST,
): boolean {
  for (let back = at - 1, content = 0; back >= Math.max(0, at - reach); back--) {
    if (markers.has(wordAt(reading, back))) return true;
    if (reading.tokens[back]?.word.isFunction === false && ++content > 1) return false;
  }
  return false;
}

const TO_BE_NOW = listed('is are has have');
const TO_BE_THEN = listed('was were had');
const ENDED = listed('until till formerly originally initially previously once');
const STILL = listed('still now today currently since');

/** "Is 30 seconds" where the source says that until some day it was. */
function isOver(alignment: Alignment): boolean {
  const { claim, source } = alignment.evidence;
  if (!claim.tokens.some(({ word }) => TO_BE_NOW.has(word.folded))) return false;
  if (claim.tokens.some(({ word }) => TO_BE_THEN.has(word.folded) || ENDED.has(word.folded))) return false;
  return alignment.evidence.clauses.some((clause) => {
    const { first, end } = partOf(clause, alignment);
    const words = source.tokens.slice(first, end).map(({ word }) => word.folded);
    const has = (listed: ReadonlySet<string>): boolean => words.some((word) => listed.has(word));
    return has(ENDED) && has(TO_BE_THEN) && !has(TO_BE_NOW) && !has(STILL);
  });
}

const NOWHERE = { first: 0, end: 0 };

/** Tokens `[first, end)` between two semicolons of the sentence that say what the sentence says of the clause. */
function partOf(
  clause: readonly number[],
  { evidence: { source }, places, inSentence }: Alignment,
): { first: number; end: number } {
  const said = clause.filter((index) => inSentence[index]).map((index) => places[index] as readonly number[]);
  const parts = (said[0] ?? []).map((at) => partAround(source, at));
  const holdsAll = ({ first, end }: { first: number; end: number }): boolean =>
    said.every((own) => own.some((at) => at >= first && at < end));
  return parts.find(holdsAll) ?? NOWHERE;
}

function partAround(reading: Reading, at: number): { first: number; end: number } {
  let { first, end } = sentenceAround(reading, at);
  const isParted = (token: number): boolean =>
    reading.text.slice(reading.tokens[token]?.end, reading.tokens[token + 1]?.start).includes(';');
  for (let back = at - 1; back >= first; back--) if (isParted(back)) first = back + 1;
  for (let next = at; next < end - 1; next++) if (isParted(next)) end = next + 1;
  return { first, end };
}

/** The order of time: when it began or ended, and whether it still is so. */
export const timeDiffers = (alignment: Alignment): boolean =>
  timeTurned(alignment) || statusTurned(alignment) || isOver(alignment);
