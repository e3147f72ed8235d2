import type { Claim, ClaimTerm } from './claim-term.js';
import type { Evidence } from './evidence.js';
import { isForeignNegator } from './languages.js';
import type { Place } from './locate-term.js';
import { denies, isBreak, isNegated, isNegator, isTurnedDown } from './negators.js';
import type { PreparedSource } from './prepared-source.js';
import type { Token } from './tokenise.js';

/** Without a grammar of the language: both deny something in the sentence that says it, or neither. */
function foreignNegationDiffers({ claim, source, window, near }: Evidence): boolean {
  if (window === null || claim.language !== source.language) return false;
  const ours = claim.tokens.some(({ word }) => isForeignNegator(claim.language, word.folded));
  const sentences = new Set(near.flat().map(({ at }) => (source.tokens[at] as Token).sentence));
  const theirs = [...sentences].map((sentence) => deniesIn(sentence, source));
  return theirs.length > 0 && theirs.every((denied) => denied !== ours);
}

function deniesIn(sentence: number, source: PreparedSource): boolean {
  const { first, end } = source.sentences[sentence] ?? { first: 0, end: 0 };
  return source.tokens.slice(first, end).some(({ word }) => isForeignNegator(source.language, word.folded));
}

/** Whether claim and source deny different things: one says "not" of what the other says. */
export function negationDiffers(evidence: Evidence): boolean {
  if (evidence.claim.language !== 'en') return foreignNegationDiffers(evidence);
  const { claim } = evidence;
  const denials = claim.tokens.flatMap(({ word }, at) =>
    isNegator(claim.tokens, at) || (denies(word) && !evidence.source.byStem.has(word.stem)) ? [at] : [],
  );
  return claim.terms.some((term, index) => {
    const places = evidence.near[index] as readonly Place[];
    if (isNegated(claim.text, claim.tokens, term.at)) {
      if (isDeniedInCompany(term.at, evidence)) return false;
      return places.length > 0 ? saidPlainly(places, evidence) : isUnanswered(term, claim, evidence);
    }
    const isAnswered = denials.some((denial) => isOneStatement(claim, denial, term.at));
    return !isAnswered && places.length > 0 && places.every((place) => isTurned(place, evidence));
  });
}

/** "Not stored in the United States": so says a source that has "stored in Frankfurt, never in the United States". */
function isDeniedInCompany(negated: number, evidence: Evidence): boolean {
  const { claim } = evidence;
  return claim.terms.some(({ at }, index) => {
    if (at <= negated || !isOneStatement(claim, negated, at) || isNegated(claim.text, claim.tokens, at))
      return false;
    return (evidence.near[index] as readonly Place[]).some((place) => isTurned(place, evidence));
  });
}

/** Whether no word that sets one statement against another stands between these two. */
function isOneStatement({ tokens }: Claim, one: number, other: number): boolean {
  const [first, last] = [Math.min(one, other), Math.max(one, other)];
  for (let at = first + 1; at < last; at++)
    if (CONTRASTS.has((tokens[at] as Token).word.folded)) return false;
  return true;
}

const CONTRASTS = new Set('but while whereas although though yet'.split(' '));

const isTurned = ({ at, flipped }: Place, { source }: Evidence): boolean =>
  isNegated(source.text, source.tokens, at) !== flipped;

/** What the claim denies the source says, with no denial of its own in the same clause. */
function saidPlainly(all: readonly Place[], evidence: Evidence): boolean {
  const best = Math.max(...all.map(({ quality }) => quality));
  const places = all.filter(({ quality }) => quality === best);
  return places.every(
    (place) =>
      !place.flipped &&
      !isTurned(place, evidence) &&
      !isDeniedAround(place.at, evidence) &&
      !isDeniedInSentence(place.at, evidence),
  );
}

/** The claim's "not" is answered by one that reaches the word from afar: "some did not", "neither can", "is not obliged to". */
function isDeniedInSentence(place: number, { claim, source }: Evidence): boolean {
  const { first, end } = source.sentences[(source.tokens[place] as Token).sentence] ?? { first: 0, end: 0 };
  const isFree = claim.tokens.some(
    ({ word }, at) =>
      OBLIGATIONS.has(word.folded) && (word.folded !== 'have' || claim.tokens[at + 1]?.word.folded === 'to'),
  );
  const isContrast = claim.tokens.some(({ word }) => word.folded === 'but');
  for (let at = first; at < end; at++) {
    if (!isNegator(source.tokens, at)) continue;
    if (isFree || isContrast || FOR_NOBODY.has((source.tokens[at] as Token).word.folded)) return true;
    if (isBreak(source.text, source.tokens, at)) return true;
  }
  return false;
}

/** "Do not have to", "are not obliged to": the same in many words. */
const OBLIGATIONS = new Set(['have', 'need', 'must', 'obliged', 'required', 'necessary', 'obligation']);
const FOR_NOBODY = new Set(['neither', 'none', 'nobody', 'nothing', 'nor']);

const AROUND = 10;
const CLAUSE_WORDS = new Set([
  'that',
  'which',
  'who',
  'but',
  'while',
  'whereas',
  'because',
  'although',
  'when',
  'if',
  'where',
]);

/**
 * A denial in the word's clause, on either side; one that the claim has as well ("act without instructions")
 * counts only as a negator before the word.
 */
function isDeniedAround(place: number, { source, claim }: Evidence): boolean {
  const { text, tokens } = source;
  const own = new Set(claim.tokens.map(({ word }) => word.stem));
  const isDenial = (at: number): boolean => {
    const { word } = tokens[at] as Token;
    if (isTurnedDown(tokens, at)) return true;
    if (isNegator(tokens, at)) return at < place || !own.has(word.stem);
    return denies(word) && !own.has(word.stem);
  };
  const isClauseWord = (at: number): boolean => CLAUSE_WORDS.has((tokens[at] as Token).word.folded);
  for (
    let at = place - 1;
    at >= Math.max(0, place - AROUND) && !isBreak(text, tokens, at) && !isClauseWord(at);
    at--
  ) {
    if (isDenial(at)) return true;
  }
  for (
    let at = place + 1;
    at < Math.min(tokens.length, place + AROUND) && !isBreak(text, tokens, at - 1) && !isClauseWord(at);
    at++
  ) {
    if (isDenial(at)) return true;
  }
  return false;
}

/** The denied word is not in the source; then at least something must be denied where the rest is said. */
function isUnanswered(term: ClaimTerm, claim: Claim, evidence: Evidence): boolean {
  const { source } = evidence;
  const sentence = source.sentences[sentenceOfMost(evidence)];
  if (sentence === undefined || isNegated(claim.text, claim.tokens, term.at - 1)) return false;
  for (let at = sentence.first; at < sentence.end; at++) {
    if (isNegator(source.tokens, at) || isTurnedDown(source.tokens, at)) return false;
    if (denies((source.tokens[at] as Token).word)) return false;
  }
  return true;
}

/** The sentence in which most terms of the claim are said; -1 where none is. */
function sentenceOfMost({ near, source }: Evidence): number {
  const said = new Map<number, number>();
  for (const places of near) {
    const sentences = new Set(places.map(({ at }) => (source.tokens[at] as Token).sentence));
    for (const sentence of sentences) said.set(sentence, (said.get(sentence) ?? 0) + 1);
  }
  let best = -1;
  for (const [sentence, count] of said) if (count > (said.get(best) ?? 0)) best = sentence;
  return best;
}
