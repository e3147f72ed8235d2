import { isManner } from '../word-lists.js';
import type { Alignment } from './alignment.js';
import { clauseAround, isPast, listed, wordAt, type Reading } from './reading.js';

/** How sure a statement is of itself. */
export const Certainty = { Possible: 1, Planned: 2, Fact: 3 } as const;
type Certainty = (typeof Certainty)[keyof typeof Certainty];

const POSSIBLE =
  listed(`may might could perhaps maybe possibly potentially probably likely apparently seemingly presumably
  allegedly reportedly supposedly possible`);
const ADVERBS = listed(
  'perhaps maybe possibly probably likely apparently presumably allegedly reportedly supposedly',
);
/** These need a "to" behind them: "seems to", "is thought to". */
const POSSIBLE_TO = listed(
  'seem seems seemed appear appears appeared thought believed said rumoured rumored alleged',
);
/** "Suspected of", "charged with": that it was so is not said. */
const SUSPECTED = listed(
  'suspected accused suspicion suspicions accusation accusations allegations charged charges',
);
const SUSPECTED_LINKS = listed('of with that');
const PLANNED = listed('will would shall should');
const PLANNED_TO =
  listed(`plan plans planned planning intend intends intended expect expects expected aim aims aimed hope
  hopes hoped want wants wanted propose proposes proposed seek seeks sought try tries tried attempt attempts attempted
  set due going scheduled ready likely supposed is are`);
/** Of what needs a "to" these say nothing without one. */
const ALSO_OTHERWISE = listed('set due going ready is are want wants wanted try tries tried hope');
const NEGATED = listed('not never');

/** The operator at this token, and where its scope begins. */
function certaintyAt(reading: Reading, at: number): Certainty {
  const word = wordAt(reading, at);
  const next = wordAt(reading, at + 1);
  if (POSSIBLE.has(word))
    return (word === 'may' && reading.tokens[at]?.word.capital) || NEGATED.has(next)
      ? Certainty.Fact
      : Certainty.Possible;
  if (SUSPECTED.has(word) && SUSPECTED_LINKS.has(next)) return Certainty.Possible;
  if (next === 'to' && POSSIBLE_TO.has(word)) return Certainty.Possible;
  if (PLANNED.has(word) || (next === 'to' && PLANNED_TO.has(word))) return Certainty.Planned;
  return Certainty.Fact;
}

/** The claim states as a fact what the source holds possible, or as done what it says is planned. */
export function modalityDiffers({
  evidence: { claim, source, clauses },
  places,
  inSentence,
}: Alignment): boolean {
  const ours = leastOf(claim);
  if (ours === Certainty.Possible) return false;
  const done = claim.tokens.some(({ word }) => isPast(word.folded));
  const all = new Set(places.flat());
  return clauses.some((clause) => {
    const said = clause.filter((index) => inSentence[index]);
    const hedged = said.filter((index) => {
      const own = (places[index] as readonly number[]).map((place) => certaintyOf(source, place, all));
      const theirs = Math.max(...own);
      return (
        theirs === Certainty.Possible || (theirs === Certainty.Planned && ours === Certainty.Fact && done)
      );
    });
    return hedged.length > 0 && hedged.length * 2 >= said.length;
  });
}

/** The least certain operator before the token in its clause, if the claim has the verb that it is about. */
function certaintyOf(reading: Reading, at: number, said: ReadonlySet<number>): Certainty {
  const { first } = clauseAround(reading, at);
  // "Probably because": the cause is what is not certain.
  let least: Certainty = ADVERBS.has(wordAt(reading, first - 1)) ? Certainty.Possible : Certainty.Fact;
  for (let back = first; back < at; back++) {
    const certainty = certaintyAt(reading, back);
    if (certainty < least && said.has(predicateBehind(reading, back))) least = certainty;
  }
  return least;
}

/** The next word of substance. */
function predicateBehind(reading: Reading, at: number): number {
  let next = at + 1;
  while (next < at + PREDICATE_REACH && isPassedOver(reading, next)) next++;
  return next;
}

const PREDICATE_REACH = 6;
const isPassedOver = ({ tokens }: Reading, at: number): boolean =>
  tokens[at] !== undefined && (tokens[at].word.isFunction || isManner(tokens[at].word.folded));

function leastOf(reading: Reading): Certainty {
  let least: Certainty = Certainty.Fact;
  for (let at = 0; at < reading.tokens.length; at++) {
    least = Math.min(least, certaintyAt(reading, at)) as Certainty;
    const word = wordAt(reading, at);
    if (word === 'possibility' || word === 'chance' || SUSPECTED.has(word)) least = Certainty.Possible;
    else if (PLANNED_TO.has(word) && !ALSO_OTHERWISE.has(word))
      least = Math.min(least, Certainty.Planned) as Certainty;
  }
  return least;
}
