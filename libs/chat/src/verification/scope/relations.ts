import { COMPARATIVES, PLACES, type Relation } from './relation-words.js';
import type { Alignment } from './alignment.js';
import { isBreak, listed, wordAt, type Reading } from './reading.js';

interface Related {
  /** As it is written, folded. */
  readonly word: string;
  readonly relations: readonly Relation[];
  /** Tokens of the two sides. */
  readonly left: readonly number[];
  readonly right: readonly number[];
}

const DIRECTIONS = listed(
  'north northern south southern east eastern west western left right inside outside',
);

/** The relations said in tokens `[first, end)`. */
function relationsIn(reading: Reading, first: number, end: number): Related[] {
  const found: Related[] = [];
  let last = -1;
  for (let at = first; at < end; at++) {
    const word = wordAt(reading, at);
    const compared = COMPARATIVES.get(word);
    // "Faster than B but uses more memory": the same two are compared.
    const than = compared === undefined ? -1 : thanBehind(reading, at, end, last);
    if (than > 0) last = than;
    if (compared !== undefined && than > 0)
      found.push({ word, relations: compared, ...sides(reading, than, first, end) });
    const placed = PLACES.get(word);
    if (placed === undefined) continue;
    if (DIRECTIONS.has(word) && wordAt(reading, at + 1) !== 'of') continue;
    found.push({ word, relations: placed, ...sides(reading, at, first, end) });
  }
  return found;
}

const THAN_REACH = 6;

function thanBehind(reading: Reading, at: number, end: number, otherwise: number): number {
  for (let next = at + 1; next < Math.min(end, at + THAN_REACH); next++)
    if (wordAt(reading, next) === 'than') return next;
  return otherwise;
}

/** What stands on either side up to the clause's ends; where it begins the clause, its left side is what follows the comma or its own words. */
function sides(reading: Reading, at: number, first: number, end: number): Pick<Related, 'left' | 'right'> {
  const clause = sideEnds(reading, at, first, end);
  const left = range(clause.first, at);
  if (left.some((token) => isContent(reading, token))) return { left, right: range(at + 1, clause.end) };
  let stop = at + 1;
  while (stop < end && (stop === at + 1 || !isBreak(reading, stop - 1))) {
    if (stop > at + 1 && isContent(reading, stop - 1) && !isContent(reading, stop)) break;
    if (stop > at + 2 && isContent(reading, stop - 1) && reading.tokens[stop]?.word.capital) break;
    stop++;
  }
  return { left: range(stop, end), right: range(at + 1, stop) };
}

const LEFT_JOINTS = listed('but while whereas although because');
const JOINTS = listed('but and while whereas although which because');

function sideEnds(reading: Reading, at: number, first: number, end: number): { first: number; end: number } {
  let from = at;
  let to = at + 1;
  // A comma before the comparison is no end: "rose 8 percent, more slowly than".
  while (from > first && !LEFT_JOINTS.has(wordAt(reading, from - 1))) from--;
  while (to < end && !isBreak(reading, to - 1) && !JOINTS.has(wordAt(reading, to))) {
    if (CIRCUMSTANCES.has(wordAt(reading, to)) && isContent(reading, to - 1)) break;
    to++;
  }
  return { first: from, end: to };
}

/** "Than coal in May": when and where it was is no side. */
const CIRCUMSTANCES = listed('in on during since for until');

const range = (first: number, end: number): number[] =>
  Array.from({ length: Math.max(0, end - first) }, (_, step) => first + step);

const isContent = ({ tokens }: Reading, at: number): boolean => tokens[at]?.word.isFunction === false;

/** 1: the sides are as in the claim, -1: they have changed places, 0: it cannot be told. */
function orientation(ours: Related, theirs: Related, { termAt, places }: Alignment): number {
  const count = (side: readonly number[], where: readonly number[], elsewhere: readonly number[]): number => {
    let said = 0;
    for (const token of side) {
      const index = termAt[token] as number;
      const at = index < 0 ? [] : (places[index] as readonly number[]);
      const [here, there] = [
        at.some((place) => where.includes(place)),
        at.some((place) => elsewhere.includes(place)),
      ];
      if (here && !there) said++;
    }
    return said;
  };
  const crossed = [
    count(ours.left, theirs.right, theirs.left),
    count(ours.right, theirs.left, theirs.right),
  ] as const;
  const right = count(ours.right, theirs.right, theirs.left);
  if (crossed[0] > 0 && crossed[1] > 0 && right === 0) return -1;
  return right > 0 && crossed[1] === 0 ? 1 : 0;
}

export interface RelationFindings {
  readonly differs: boolean;
  /** Words of the claim whose converse the source says with the sides changed: they are no contraries. */
  readonly agreed: ReadonlySet<string>;
}

/** Of a sentence; no sentence of words has more. */
const MOST_RELATIONS = 8;

/** Comparisons, and what is before, above or north of what. */
export function compareRelations(alignment: Alignment): RelationFindings {
  const { evidence, sentences } = alignment;
  const { claim, source } = evidence;
  const ours = relationsIn(claim, 0, claim.tokens.length).slice(0, MOST_RELATIONS);
  if (ours.length === 0) return { differs: false, agreed: new Set() };
  const theirs = [...new Set(sentences)].flatMap((sentence) => {
    const { first, end } = source.sentences[sentence] ?? { first: 0, end: 0 };
    return relationsIn(source, first, end).slice(0, MOST_RELATIONS);
  });
  const agreed = new Set<string>();
  let differs = false;
  for (const one of ours) {
    const signs = new Set(theirs.flatMap((other) => signsOf(one, other, alignment)));
    if (signs.has(1)) agreed.add(one.word);
    else if (signs.has(-1)) differs = true;
  }
  return { differs, agreed };
}

function signsOf(one: Related, other: Related, alignment: Alignment): number[] {
  return one.relations.flatMap((relation) => {
    const same = other.relations.find(({ group }) => group === relation.group);
    return same === undefined ? [] : [relation.sign * same.sign * orientation(one, other, alignment)];
  });
}
