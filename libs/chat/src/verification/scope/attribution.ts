import type { Alignment } from './alignment.js';
import { isBreak, listed, sentenceAround, wordAt, type Reading } from './reading.js';

/** Verbs that leave open whether it is so. "Says" and "found" do not: a source that reports is taken at its word. */
const DISTANT =
  listed(`claim claims claimed claiming allege alleges alleged argue argues argued believe believes believed
  think thinks thought suspect suspects suspected speculate speculates speculated contend contends contended suggest suggests
  suggested assert asserts asserted insist insists insisted fear fears feared hope hopes hoped deny denies denied dispute
  disputes disputed doubt doubts doubted assume assumes assumed predict predicts predicted
  arguing believing thinking suggesting insisting fearing hoping denying`);
const DENYING = listed(
  'deny denies denied denying dispute disputes disputed doubt doubts doubted reject rejects rejected',
);
const ATTRIBUTED = listed(
  `says say said according reports reported reportedly allegedly supposedly critics rumoured probably may might could possibly`,
);
const NEGATIONS = listed('not never no cannot without nor neither false untrue');

/** "The opposition claims that", "is believed to"; a noun of that form ("insurance claims") leads to no statement. */
function isDistant(reading: Reading, at: number): boolean {
  const word = wordAt(reading, at);
  if (word === 'whether') return true;
  if (SHOWING.has(word)) return isOpening(reading, at + 1) && isUnshown(reading, at);
  if (!DISTANT.has(wordAt(reading, at))) return false;
  const next = wordAt(reading, at + 1);
  if (next === 'that' || next === 'to') return true;
  return endsStatement(reading, at);
}

/** "Cannot prove that", "no evidence that": what follows is open. */
const SHOWING = listed(
  'prove proven proved show shown establish established confirm confirmed mean imply evidence proof clear certain sure demonstrate demonstrated',
);
const isOpening = (reading: Reading, at: number): boolean =>
  /^(?:that|whether|if)$/.test(wordAt(reading, at));
const isUnshown = (reading: Reading, at: number): boolean =>
  [1, 2, 3].some(
    (step) => NEGATIONS.has(wordAt(reading, at - step)) || wordAt(reading, at - step).endsWith("n't"),
  );

/** ", the prosecutor alleges." and ", growers believe,". */
const endsStatement = (reading: Reading, at: number): boolean =>
  isBreak(reading, at) && [1, 2, 3, 4].some((step) => at - step > 0 && isBreak(reading, at - step));

/** What the source lets somebody claim, believe or deny, the claim states by itself. */
export function attributionDiffers({
  evidence: { claim, source, clauses },
  places,
  inSentence,
  sentences,
}: Alignment): boolean {
  const ours = claim.tokens.map(({ word }) => word.folded);
  const denied = ours.some((word) => DENYING.has(word) || NEGATIONS.has(word) || word.endsWith("n't"));
  const attributed = ours.some((word) => DISTANT.has(word) || ATTRIBUTED.has(word));
  return clauses.some((clause, number) => {
    const first = source.sentences[sentences[number] as number]?.first;
    if (first === undefined) return false;
    const { end } = sentenceAround(source, first);
    for (let at = first; at < end; at++) {
      if (!isDistant(source, at)) continue;
      if (isDenial(source, at) ? denied : attributed) continue;
      const said = clause.filter((index) => inSentence[index]);
      const reach = reachOf(source, at, end);
      const within = said.filter((index) =>
        (places[index] as readonly number[]).every((place) => place >= reach.first && place < reach.end),
      );
      if (within.length * 2 >= said.length && within.length > 1) return true;
    }
    return false;
  });
}

const isDenial = (source: Reading, at: number): boolean =>
  DENYING.has(wordAt(source, at)) || SHOWING.has(wordAt(source, at));

/** Behind the verb to the statement's end; where nothing follows, all before it. */
function reachOf(reading: Reading, at: number, end: number): { first: number; end: number } {
  if (at === end - 1) return { first: sentenceAround(reading, at).first, end: at };
  let last = at + 1;
  while (
    last < end &&
    !(isBreak(reading, last) && /^(?:but|and|while|although)$/.test(wordAt(reading, last + 1)))
  )
    last++;
  return { first: at + 1, end: Math.min(end, last + 1) };
}
