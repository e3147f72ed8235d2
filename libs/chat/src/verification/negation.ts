import type { Claim, ClaimTerm } from './claim-term.js';
import type { Evidence } from './evidence.js';
import { isForeignNegator } from './languages.js';
import type { Place } from './locate-term.js';
import type { PreparedSource } from './prepared-source.js';
import { stem } from './stem.js';
import type { Token } from './tokenise.js';
import type { Word } from './word.js';

const NEGATORS = new Set(
  'not no never none nothing nobody nowhere neither nor cannot without hardly barely scarcely unable'.split(
    ' ',
  ),
);
/** These deny before a verb: "failed to reach", but not "failed requests". */
const NEGATORS_BEFORE_TO = new Set(['fail', 'refus']);
/** Words that deny without a "not": with one of them about, a missing "not" is no contradiction. */
const DENIALS = new Set(
  `reject refuse deny decline avoid prevent exclude oppose forbid ban prohibit disable stop block miss ignore instead
  rather free unlike except rare seldom bypass absence contrary withdraw drop discard cancel abandon unless lack
  fail few little skip omit leave`
    .split(/\s+/)
    .map(stem),
);
const DENYING_PREFIX =
  /^(?:un(?!i|der|til|ic)|in(?:sufficien|capab|activ|valid|visib|dependen)|im(?:possib)|ir(?:regul|relev)|il(?:legal)|dis(?!cover|cuss|tric|pla|tin|tan|trib|k)|non)/;
/** "not only", "no doubt", "no sooner": nothing is denied. */
const HARMLESS = new Set([
  'only',
  'just',
  'merely',
  'least',
  'doubt',
  'matter',
  'later',
  'sooner',
  'necessarily',
  'until',
]);

/** Tokens a negator reaches: it turns the first content word after it, adverbs aside. */
const REACH = 6;
const BREAK = /[,;:()–—.]/;

function isNegator(tokens: readonly Token[], at: number): boolean {
  const { folded, stem } = (tokens[at] as Token).word;
  const next = tokens[at + 1];
  if (NEGATORS.has(folded) || folded.endsWith("n't"))
    return next === undefined || !(HARMLESS.has(next.word.folded) || isBound(tokens, at));
  return NEGATORS_BEFORE_TO.has(stem) && next?.word.folded === 'to';
}

/** "No more than eight", "never waits longer than": a bound, nothing is denied. */
const isBound = (tokens: readonly Token[], at: number): boolean =>
  [2, 3, 4].some(
    (step) =>
      tokens[at + step]?.word.folded === 'than' && COMPARATIVE.test(tokens[at + step - 1]?.word.folded ?? ''),
  );
const COMPARATIVE = /^(?:more|less|[a-z]{3,}er)$/;

/** Whether the word at `at` is said not to be: a negator stands shortly before it, in its clause. */
export function isNegated(text: string, tokens: readonly Token[], at: number): boolean {
  for (let back = at - 1; back >= Math.max(0, at - REACH); back--) {
    const { word } = tokens[back] as Token;
    if (isBreak(text, tokens, back)) return false;
    if (isNegator(tokens, back)) return true;
    if ((!word.isFunction && !isPassedOver(word)) || CARRIES.has(word.folded)) return false;
  }
  return false;
}

/** Function words that take a "not" upon themselves: "not used for 30 minutes" denies the use. */
const CARRIES = new Set(['used', 'using', 'use', 'able', 'known', 'done']);

/** "Not really see", "no longer see". */
const isPassedOver = ({ folded }: Word): boolean => folded === 'longer' || folded.endsWith('ly');

/** Whether a clause ends between this token and the next. */
function isBreak(text: string, tokens: readonly Token[], at: number): boolean {
  if (tokens[at + 1] === undefined) return true;
  const [token, next] = [tokens[at] as Token, tokens[at + 1] as Token];
  return token.sentence !== next.sentence || BREAK.test(text.slice(token.end, next.start));
}

function denies({ folded, stem: stemmed, root }: Word): boolean {
  return DENIALS.has(stemmed) || DENIALS.has(root) || (folded.length > 6 && DENYING_PREFIX.test(folded));
}

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
  const claimDenies = claim.tokens.some(
    ({ word }, at) => isNegator(claim.tokens, at) || (denies(word) && !evidence.source.byStem.has(word.stem)),
  );
  return claim.terms.some((term, index) => {
    const places = evidence.near[index] as readonly Place[];
    if (isNegated(claim.text, claim.tokens, term.at)) {
      return places.length > 0 ? saidPlainly(places, evidence) : isUnanswered(term, claim, evidence);
    }
    return !claimDenies && places.length > 0 && places.every((place) => isTurned(place, evidence));
  });
}

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

/** "Turned down", "switched off". */
const isTurnedDown = (tokens: readonly Token[], at: number): boolean =>
  /^(?:turn|switch|call)(?:s|ed|ing)?$/.test((tokens[at] as Token).word.folded) &&
  /^(?:down|off|away)$/.test(tokens[at + 1]?.word.folded ?? '');

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
