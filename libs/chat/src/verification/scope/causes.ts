import type { Alignment } from './alignment.js';
import { isBreak, listed, sentenceAround, wordAt, type Reading } from './reading.js';

/** What brings about, and what comes of it; `1` where the cause stands before the word. */
const FORWARD = listed(
  'cause causes caused trigger triggers triggered produce produces produced bring brings brought therefore thus hence',
);
const FORWARD_TO = listed('lead leads led leading contribute contributes contributed');
const FORWARD_IN = listed('result results resulted resulting');
const BACKWARD = listed('because');
const BACKWARD_TO = listed('due owing thanks');
const BACKWARD_FROM = listed('result results resulted resulting stem stems stemmed arise arises arose');

interface Cause {
  readonly cause: readonly number[];
  readonly effect: readonly number[];
}

function causesIn(reading: Reading, first: number, end: number): Cause[] {
  const found: Cause[] = [];
  for (let at = first; at < end; at++) {
    const [word, next] = [wordAt(reading, at), wordAt(reading, at + 1)];
    const passive = FORWARD.has(word) && (next === 'by' || isPassive(reading, at));
    const backward =
      passive ||
      BACKWARD.has(word) ||
      (BACKWARD_TO.has(word) && next === 'to') ||
      (BACKWARD_FROM.has(word) && next === 'from');
    const forward =
      FORWARD.has(word) || (FORWARD_TO.has(word) && next === 'to') || (FORWARD_IN.has(word) && next === 'in');
    if (!backward && !forward) continue;
    const [left, right] = [before(reading, at, first), behind(reading, at, end)];
    found.push(backward ? { cause: right, effect: left } : { cause: left, effect: right });
  }
  return found;
}

const isPassive = (reading: Reading, at: number): boolean =>
  /^(?:is|are|was|were|be|been|being)$/.test(wordAt(reading, at - 1)) &&
  [1, 2, 3, 4].some((step) => wordAt(reading, at + step) === 'by');

const JOINTS = listed('and but while which');

function before(reading: Reading, at: number, first: number): number[] {
  let from = at;
  while (from > first && !isBreak(reading, from - 1) && !JOINTS.has(wordAt(reading, from - 1))) from--;
  return Array.from({ length: at - from }, (_, step) => from + step);
}

function behind(reading: Reading, at: number, end: number): number[] {
  let to = at + 1;
  while (to < end && !isBreak(reading, to - 1) && !JOINTS.has(wordAt(reading, to))) to++;
  return Array.from({ length: to - at - 1 }, (_, step) => at + 1 + step);
}

/** What the source calls a cause is the effect in the claim, and the other way round. */
export function causeDiffers(alignment: Alignment): boolean {
  const { evidence, sentences, termAt, places } = alignment;
  const { claim, source } = evidence;
  const meets = (ours: readonly number[], theirs: readonly number[], not: readonly number[]): boolean =>
    ours.some((token) => {
      const index = termAt[token] as number;
      const said = index < 0 ? [] : (places[index] as readonly number[]);
      return said.some((place) => theirs.includes(place)) && !said.some((place) => not.includes(place));
    });
  const theirs = [...new Set(sentences)].flatMap((sentence) => {
    const first = source.sentences[sentence]?.first;
    return first === undefined ? [] : causesIn(source, first, sentenceAround(source, first).end);
  });
  return causesIn(claim, 0, claim.tokens.length).some((ours) => {
    const isStraight = theirs.some(
      (other) =>
        meets(ours.cause, other.cause, other.effect) && meets(ours.effect, other.effect, other.cause),
    );
    return (
      !isStraight &&
      theirs.some(
        (other) =>
          meets(ours.cause, other.effect, other.cause) && meets(ours.effect, other.cause, other.effect),
      )
    );
  });
}
