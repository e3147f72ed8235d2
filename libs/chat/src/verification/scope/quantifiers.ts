import type { ClaimTerm } from '../claim-term.js';
import type { Alignment } from './alignment.js';
import { isBreak, listed, sentenceAround, wordAt, type Reading } from './reading.js';

/** How much of what a noun names: the higher, the more is claimed. */
const LEVELS = new Map<string, number>();
for (const word of 'all every each both entire whole everyone everybody always everywhere any'.split(' '))
  LEVELS.set(word, 3);
for (const word of 'most usually generally often mostly majority normally typically'.split(' '))
  LEVELS.set(word, 2);
for (const word of 'some many several few certain various sometimes occasionally half part rarely seldom'.split(
  ' ',
))
  LEVELS.set(word, 1);
const ALL = 3;
const LESS_THAN_ALL = 2;
const SKIPPED = listed('of the its their his her our these those this that a an as is are was were be been');
const ALMOST = listed('almost nearly virtually practically not');
const FRACTIONS = listed('third quarter percent half');
const REACH = 4;

/** The quantifier that governs the word: "most stores", "all of its minerals", "all the new jobs". */
function levelAt(reading: Reading, at: number): number | null {
  let content = 0;
  for (let back = at - 1; back >= Math.max(0, at - REACH); back--) {
    const word = wordAt(reading, back);
    if (isBreak(reading, back)) return isNotAll(reading, back) ? LESS_THAN_ALL : null;
    const level = LEVELS.get(word);
    if (level !== undefined) return adjusted(reading, back, level);
    if (FRACTIONS.has(word) && wordAt(reading, back + 1) === 'of') return 1;
    if (!SKIPPED.has(word) && (reading.tokens[back]?.word.isFunction === true || ++content > 1)) return null;
  }
  return null;
}

/** "Most, but not all, stores". */
const isNotAll = (reading: Reading, at: number): boolean =>
  wordAt(reading, at) === 'all' && wordAt(reading, at - 1) === 'not';

/** "The most expensive" counts nothing; "not all" and "almost all" are less than all. */
function adjusted(reading: Reading, at: number, level: number): number | null {
  const before = wordAt(reading, at - 1);
  if (wordAt(reading, at) === 'most' && (before === 'the' || before === 'at')) return null;
  return level === ALL && ALMOST.has(before) ? LESS_THAN_ALL : level;
}

const ONLY = listed('only solely exclusively');
const EXCLUSIVE = listed(
  'only solely exclusively exclusive just sole single alone merely nobody none except unless no nothing',
);
/** "Only five", "only a few": small, and no exclusion. */
const AMOUNT = listed('about a an around some half one recently partly slightly once after when if in few');
const RESTRICTING = listed('with without who whose that');

/** "All" for "most", "most" for "some"; "all" where only some are meant; "only" where nobody is excluded. */
export function quantifierDiffers(alignment: Alignment): boolean {
  return isOverstated(alignment) || isExclusiveAlone(alignment) || isExcluded(alignment);
}

function isOverstated({ evidence: { claim, source }, places }: Alignment): boolean {
  return claim.terms.some(({ at, quantity }: ClaimTerm, index) => {
    const ours = quantity === null ? levelAt(claim, at) : null;
    const said = places[index] as readonly number[];
    if (ours === null || ours < 2 || said.length === 0) return false;
    return said.every((place) => {
      const theirs = levelAt(source, place);
      if (theirs !== null) return theirs < ours || (theirs === ALL && isDeniedAll(claim, at));
      return ours === ALL && isRestricted(source, place, claim);
    });
  });
}

/** "Not all stores". */
const isDeniedAll = (claim: Reading, at: number): boolean =>
  [1, 2, 3].some((step) => isNotAll(claim, at - step));

/** "Passengers with a pass", "only to contracts", "except in January": not of all. */
function isRestricted(source: Reading, place: number, claim: Reading): boolean {
  const ours = new Set(claim.tokens.map(({ word }) => word.stem));
  for (let back = place - 1; back >= Math.max(0, place - 3) && !isBreak(source, back); back--)
    if (ONLY.has(wordAt(source, back))) return true;
  if (!RESTRICTING.has(wordAt(source, place + 1)) || isBreak(source, place)) return false;
  return [2, 3, 4].some((step) => {
    const word = source.tokens[place + step]?.word;
    return word !== undefined && !word.isFunction && !ours.has(word.stem);
  });
}

function isExclusiveAlone({ evidence: { claim, source, window }, sentences }: Alignment): boolean {
  const exclusive = claim.tokens.some(({ word, kind }, at) => {
    const next = claim.tokens[at + 1];
    return (
      kind === 0 &&
      ONLY.has(word.folded) &&
      next?.kind === 0 &&
      !next.word.mayCount &&
      !AMOUNT.has(next.word.folded)
    );
  });
  if (!exclusive || window === null) return false;
  return ![...new Set(sentences)].some((sentence) => {
    const first = source.sentences[sentence]?.first;
    if (first === undefined) return false;
    const { end } = sentenceAround(source, first);
    for (let at = first; at < end; at++)
      if (EXCLUSIVE.has(wordAt(source, at)) || isLimited(source, at)) return true;
    return false;
  });
}

/** "Limited to buses": only they. */
const isLimited = (source: Reading, at: number): boolean =>
  LIMITS.has(wordAt(source, at)) && LIMIT_LINKS.has(wordAt(source, at + 1));
const LIMITS = listed('limited restricted confined reserved');
const LIMIT_LINKS = listed('to for');

/** The source says "only X", and the claim says it of something else. */
function isExcluded({ evidence: { source }, sentences, places, inSentence }: Alignment): boolean {
  const said = new Set(places.flatMap((own, index) => (inSentence[index] ? own : [])));
  return [...new Set(sentences)].some((sentence) => {
    const { first, end } = source.sentences[sentence] ?? { first: 0, end: 0 };
    return wordAt(source, first) === 'only' && isOther(source, first + 1, end, said);
  });
}

/** Of the words that "only" singles out the claim has none, but of those behind two. */
function isOther(source: Reading, from: number, end: number, said: ReadonlySet<number>): boolean {
  let at = from;
  while (at < end && source.tokens[at]?.word.isFunction === false) at++;
  if (at === from || source.tokens[from]?.word.mayCount === true) return false;
  for (let own = from; own < at; own++) if (said.has(own)) return false;
  return [...said].filter((place) => place >= at && place < end).length > 1;
}
