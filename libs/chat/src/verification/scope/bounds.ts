import type { Quantity } from '../quantity.js';
import { inSentences, type Alignment } from './alignment.js';
import { isBreak, listed, wordAt, type Reading } from './reading.js';

/** On which side of the number the true one may lie; `strict` where the number itself is excluded. */
interface Bound {
  readonly side: 'up' | 'down';
  readonly strict: boolean;
}

const UP =
  listed(`more over above exceeding exceeds exceeded greater beyond higher longer upwards older larger bigger heavier
  faster later taller`);
const DOWN = listed('less fewer under below lower shorter younger smaller lighter slower earlier cheaper');
const NOT = listed('no not never nor cannot');
/** "Can take 120" is a capacity, and so an upper bound. */
const CAPACITY = listed('can could maximum limit limited capacity room fit');
const REACH = 4;

/** "Up to 120", "no fewer than three", "50 or more". */
export function boundOf(reading: Reading, { first, end, unit }: Quantity): Bound | null {
  return boundBefore(reading, first, unit) ?? boundAfter(reading, end);
}

function boundBefore(reading: Reading, first: number, unit: Quantity['unit'] = null): Bound | null {
  for (let at = first - 1; at >= Math.max(0, first - REACH) && !isBreak(reading, at); at--) {
    const word = wordAt(reading, at);
    const pair = `${wordAt(reading, at - 1)} ${word}`;
    if (pair === 'at least' || word === 'minimum') return { side: 'up', strict: false };
    if (pair === 'at most' || pair === 'up to' || word === 'maximum') return { side: 'down', strict: false };
    if (pair === 'as many' || pair === 'as much') return { side: 'down', strict: false };
    // "Over nine years" says how long it went on.
    if (word === 'over' && (unit?.kind === 'time' || unit?.kind === 'months')) return null;
    if (UP.has(word) || DOWN.has(word))
      return limit(
        UP.has(word),
        [1, 2, 3].some((step) => NOT.has(wordAt(reading, at - step))),
      );
    if (!reading.tokens[at]?.word.isFunction && reading.tokens[at]?.word.mayCount !== true) return null;
  }
  return null;
}

/** "No more than" turns about and includes the number. */
const limit = (up: boolean, turned: boolean): Bound => ({
  side: up === turned ? 'down' : 'up',
  strict: !turned,
});

function boundAfter(reading: Reading, end: number): Bound | null {
  const next = wordAt(reading, end);
  const [joint, word] = [
    next === 'or' || next === 'at' ? next : wordAt(reading, end + 1),
    next === 'or' || next === 'at' ? wordAt(reading, end + 1) : wordAt(reading, end + 2),
  ];
  if (joint === 'or' && (word === 'more' || word === 'longer' || word === 'above'))
    return { side: 'up', strict: false };
  if (joint === 'or' && (word === 'less' || word === 'fewer' || word === 'below'))
    return { side: 'down', strict: false };
  if (joint === 'at' && word === 'most') return { side: 'down', strict: false };
  if (joint === 'at' && word === 'least') return { side: 'up', strict: false };
  return null;
}

/** "At most 12" for "at least 12", "12" for "up to 12", "more than 12" for "12"; "12" for "at least 12" is let pass. */
export const boundDiffers = (alignment: Alignment): boolean => ofNumbers(alignment) || ofMultiples(alignment);

const MULTIPLES = listed('once twice thrice double triple half');

/** "At most twice" for "at least twice". */
function ofMultiples({ evidence: { claim, source }, sentences }: Alignment): boolean {
  return claim.tokens.some(({ word }, at) => {
    const ours = MULTIPLES.has(word.folded) ? boundBefore(claim, at) : null;
    if (ours === null) return false;
    const said = inSentences(sentences, source).filter((place) => wordAt(source, place) === word.folded);
    return said.length > 0 && said.every((place) => conflict(ours, boundBefore(source, place), true));
  });
}

function ofNumbers({ evidence: { claim, source }, places }: Alignment): boolean {
  return claim.terms.some(({ quantity }, index) => {
    if (quantity === null || quantity.year || quantity.form === 'ordinal') return false;
    const ours = boundOf(claim, quantity);
    const said = (places[index] as readonly number[])
      .map((at) => source.quantityAt.get(at))
      .filter((other) => other !== undefined && isEqual(other, quantity)) as Quantity[];
    const isCapacity = claim.tokens.some(({ word }) => CAPACITY.has(word.folded));
    return (
      said.length > 0 &&
      said.every((other) => conflict(ours, boundOf(source, other), isCapacity || isLimit(source, other)))
    );
  });
}

const isEqual = (one: Quantity, other: Quantity): boolean =>
  one.value === other.value && one.literal === null;

/** The source's number is a limit that other words name: "longer than `timeout` (default 5000)". */
const isLimit = (source: Reading, { first, end }: Quantity): boolean =>
  [1, 2, 3, 4, 5, 6].some((step) => LIMITS.has(wordAt(source, first - step))) ||
  [0, 1].some((step) => LIMITS.has(wordAt(source, end + step)));
const LIMITS = listed('than default');

function conflict(ours: Bound | null, theirs: Bound | null, isOpen: boolean): boolean {
  if (ours === null) return theirs?.side === 'down' && !isOpen;
  if (theirs === null) return ours.strict && !isOpen;
  return ours.side !== theirs.side;
}
