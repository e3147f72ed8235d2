import type { Alignment } from './alignment.js';
import { isBreak, listed, sentenceAround, wordAt, type Reading } from './reading.js';

const CONDITIONAL = listed('if unless provided assuming');
const ANSWERED =
  listed(`if unless when whenever without once until only given provided assuming while where for subject case
  depends depending conditional would could might may require requires required must need needs on with`);
const TURNS = listed(
  'not unless no never without neither nor against cannot refuse refuses refused fail fails hardly',
);
/** "If you need that", "if necessary": politeness and no condition. */
const IDLE = listed('you necessary needed any possible so not desired required we ever');

const JOINTS = listed('and but then');

interface Condition {
  /** Tokens `[first, end)`. */
  readonly first: number;
  readonly end: number;
}

/** The condition in these tokens: from its word to the next break. */
function conditionIn(reading: Reading, first: number, end: number): Condition | null {
  for (let at = first; at < end; at++) {
    if (!CONDITIONAL.has(wordAt(reading, at)) || IDLE.has(wordAt(reading, at + 1))) continue;
    if (wordAt(reading, at) === 'provided' && wordAt(reading, at + 1) !== 'that') continue;
    if (wordAt(reading, at - 1) === 'even' || wordAt(reading, at - 1) === 'as') continue;
    let last = at + 1;
    while (last < end && !isBreak(reading, last - 1) && !JOINTS.has(wordAt(reading, last))) last++;
    return { first: at, end: last };
  }
  return null;
}

/** "Even if", "whether or not": what follows is no condition, it is said to be none. */
function waivedIn(reading: Reading): Condition | null {
  const { length } = reading.tokens;
  for (let at = 0; at < length; at++) {
    const isWaived =
      (wordAt(reading, at) === 'if' && wordAt(reading, at - 1) === 'even') ||
      WAIVING.has(wordAt(reading, at));
    if (isWaived) return { first: at, end: length };
  }
  return null;
}
const WAIVING = listed('regardless irrespective');

/** A condition that the claim drops, that it turns about, or that it says is none. */
export function conditionDiffers(alignment: Alignment): boolean {
  const { evidence, sentences, inSentence, places } = alignment;
  const { claim, source, clauses } = evidence;
  const ours = conditionIn(claim, 0, claim.tokens.length);
  const waived = waivedIn(claim);
  const answered = claim.tokens.some(({ word }) => ANSWERED.has(word.folded));
  return clauses.some((clause, number) => {
    const first = source.sentences[sentences[number] as number]?.first;
    if (first === undefined) return false;
    const { end } = sentenceAround(source, first);
    const theirs = conditionIn(source, first, end);
    if (theirs === null) return false;
    if (waived !== null) return isAbout(waived, theirs, alignment);
    if (ours !== null)
      return (
        isAbout(ours, theirs, alignment) &&
        parity(claim, 0, claim.tokens.length) !== parity(source, first, end)
      );
    if (answered) return false;
    const said = clause.filter((index) => inSentence[index]);
    const outside = said.filter((index) =>
      (places[index] as readonly number[]).every((at) => at < theirs.first || at >= theirs.end),
    );
    return said.length > 1 && outside.length === said.length && isSameStatement(source, theirs, places, said);
  });
}

/** Nothing but the condition's own comma stands between it and what is claimed. */
function isSameStatement(
  source: Reading,
  condition: Condition,
  places: Alignment['places'],
  said: readonly number[],
): boolean {
  const at = said.map((index) => (places[index] as readonly number[])[0] as number);
  const [low, high] = [Math.min(...at), Math.max(...at)];
  const [from, to] = high < condition.first ? [high, condition.first - 1] : [condition.end, low];
  let breaks = 0;
  for (let place = from; place < to; place++) if (isBreak(source, place)) breaks++;
  return breaks <= 1;
}

/** Both conditions speak of the same thing. */
function isAbout(ours: Condition, theirs: Condition, { termAt, places }: Alignment): boolean {
  for (let at = ours.first; at < ours.end; at++) {
    const index = termAt[at] as number;
    if (
      index >= 0 &&
      (places[index] as readonly number[]).some((place) => place >= theirs.first && place < theirs.end)
    )
      return true;
  }
  return false;
}

/** Whether an odd number of words turns the statement: "no … unless" is even. */
function parity(reading: Reading, first: number, end: number): boolean {
  let odd = false;
  for (let at = first; at < end; at++) {
    const word = wordAt(reading, at);
    if (TURNS.has(word) || word.endsWith("n't")) odd = !odd;
  }
  return odd;
}
