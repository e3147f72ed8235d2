import type { PreparedSource } from '../prepared-source.js';
import type { Token } from '../tokenise.js';
import type { Alignment } from './alignment.js';
import type { Role } from './compare-frames.js';
import { type Frame, frameAt } from './frame.js';
import { COPULAS, isVerb } from './is-verb.js';
import { isBreak, wordAt, type Reading } from './reading.js';

/** The claim names one that the same passage names elsewhere; the verb has another of its kind. */
export function isReplaced(
  ours: Frame,
  theirs: Frame,
  straight: readonly Role[],
  place: number,
  alignment: Alignment,
): boolean {
  const { evidence } = alignment;
  const { claim, source } = evidence;
  return (['agent', 'patient'] as const).some((role) => {
    if (ours[role].length === 0 || theirs[role].length === 0) return false;
    const [mine, other] = [
      names(claim.tokens, ours[role], source),
      names(source.tokens, theirs[role], source),
    ];
    if ((mine.length === 0) !== (other.length === 0)) return false;
    if (mine.length === 0)
      return (
        role === 'agent' &&
        !straight.includes(role) &&
        isOtherSubject(ours.agent, theirs.agent, place, alignment)
      );
    return isElsewhere(mine, other, place, alignment);
  });
}

/** "Lake Sarn" where the source has "Lake Orrin": each has a part that the other has not, and ours stands elsewhere. */
function isElsewhere(
  mine: readonly number[],
  other: readonly number[],
  place: number,
  { evidence, termAt }: Alignment,
): boolean {
  const { source, places: all } = evidence;
  const { sentence } = source.tokens[place] as Token;
  const isNear = (at: number): boolean => Math.abs((source.tokens[at] as Token).sentence - sentence) <= 1;
  const found = mine.map((token) => (all[termAt[token] as number] ?? []).map(({ at }) => at));
  const isShared = other.every((at) => found.some((places) => places.includes(at)));
  return !isShared && found.some((places) => places.some(isNear) && !places.some((at) => other.includes(at)));
}

/**
 * Common nouns have other words for one another; so the claim's must itself be the subject of something in the same
 * sentence, or what is done something to in a part of it that a semicolon or comma sets apart.
 */
function isOtherSubject(
  mine: readonly number[],
  theirs: readonly number[],
  place: number,
  { evidence: { source }, termAt, places }: Alignment,
): boolean {
  const { sentence } = source.tokens[place] as Token;
  const at = mine
    .flatMap((token) => places[termAt[token] as number] ?? [])
    .filter((found) => source.tokens[found]?.sentence === sentence);
  return (
    !at.some((found) => theirs.includes(found)) &&
    at.some((found) => isSubject(source, found) || (isApart(source, found, place) && isObject(source, found)))
  );
}

const isSubject = (source: Reading, at: number): boolean =>
  [1, 2, 3].some((step) => isVerbLike(source, at + step) && frameAt(source, at + step).agent.includes(at));

const isObject = (source: Reading, at: number): boolean =>
  [-1, -2, -3].some(
    (step) => isVerbLike(source, at + step) && frameAt(source, at + step).patient.includes(at),
  );

const isVerbLike = (source: Reading, at: number): boolean =>
  isVerb(source, at) || COPULAS.has(wordAt(source, at));

function isApart(source: Reading, one: number, other: number): boolean {
  for (let at = Math.min(one, other); at < Math.max(one, other); at++) if (isBreak(source, at)) return true;
  return false;
}

/** Those of the words that are names: written with a capital inside a sentence, here or elsewhere in the source. */
function names(tokens: readonly Token[], among: readonly number[], source: PreparedSource): number[] {
  const isInside = (all: readonly Token[], at: number): boolean =>
    all[at - 1]?.sentence === all[at]?.sentence;
  return among.filter((at) => {
    const { word } = tokens[at] as Token;
    if (!word.capital) return false;
    if (isInside(tokens, at)) return true;
    const others = source.byStem.get(word.stem) ?? [];
    return (
      others.some((other) => isInside(source.tokens, other)) &&
      others.every((other) => source.tokens[other]?.word.capital)
    );
  });
}
