import { readClaim, type Claim, type ClaimTerm } from './claim-term.js';
import { gatherEvidence, type Evidence } from './evidence.js';
import { featuresOf } from './features.js';
import { isFlagged } from './flags.js';
import { negationDiffers } from './negation.js';
import { contradictedWords } from './opposites.js';
import type { PreparedSource } from './prepared-source.js';
import { quoteOf } from './quote.js';
import { scopeDifferences, type ScopeFindings } from './scope/scope-differences.js';
import { scoreOf } from './score.js';
import { unsaidNumbers } from './unsaid-numbers.js';
import type { Verdict, Verification, VerificationFlags, VerificationThresholds } from './verification.js';

/** Where human readers' verdicts part best on the labelled set in `test/verification`, tuned half. */
export const DEFAULT_THRESHOLDS: VerificationThresholds = { supported: 0.55, partial: 0.3 };

export interface VerifyOptions {
  readonly thresholds?: VerificationThresholds;
  /** What the source's text is: a whole page, or the engine's snippet, whose silence proves nothing. */
  readonly checkedAgainst?: 'page' | 'snippet';
}

const NO_FLAGS: VerificationFlags = {
  numbers: [],
  dates: [],
  negation: false,
  names: [],
  opposites: [],
  scope: [],
};

const NO_SCOPE: ScopeFindings = { scope: [], agreed: new Set() };

/** Below it, wording does not agree enough for a "not" or a contrary to be about the same thing. */
const COMPARABLE = 0.5;
/** From here on a differing "not" turns the claim as a whole. */
const NEARLY_ALL = 0.75;
/** A claim that weighs less says too little to look for: "Yes, it does." */
const LEAST_WEIGHT = 0.8;

/**
 * Does the source carry the claim? Words only; the rules:
 * 1. Nothing to look for or nothing to look in: `not_checked`.
 * 2. By score: `supported`, `partially_supported`, `unsupported`.
 * 3. A number, date, name, negation, contrary or scope that differs: at best `partially_supported`.
 *    A sentence of one statement whose words are nearly all there, and a "not" on one side only: `unsupported`.
 * 4. What is not supported is `inconclusive` where the text that would tell was not read: a snippet, a source
 *    or claim beyond the limits, or a source in another language than the claim; and so is what is not there to the
 *    letter in a language that the verifier does not know.
 *
 * Cost: O(claim + places its words have in the source), the first at most 4,000 characters, the second 60,000.
 */
export function verifyClaim(
  claimText: string,
  source: PreparedSource,
  options: VerifyOptions = {},
): Verification {
  const { thresholds = DEFAULT_THRESHOLDS, checkedAgainst = 'page' } = options;
  const claim = readClaim(claimText, source.language);
  const base = { method: 'lexical', checked_against: checkedAgainst } as const;
  if (weightOf(claim) < LEAST_WEIGHT || source.tokens.length === 0) {
    return { ...base, verdict: 'not_checked', score: 0, quote: null, flags: NO_FLAGS };
  }
  const evidence = gatherEvidence(claim, source);
  const features = featuresOf(evidence);
  const flags = flagsOf(evidence, features.containment);
  const score = scoreOf(features, flags);
  const denied = flags.negation && evidence.clauses.length === 1 && features.containment >= NEARLY_ALL;
  const verdict = weakened(
    denied ? 'unsupported' : byScore(score, flags, thresholds),
    score,
    evidence,
    checkedAgainst,
  );
  return { ...base, verdict, score, quote: quoteOf(evidence, features.containment), flags };
}

function weightOf({ terms }: Claim): number {
  return terms.reduce((sum, { weight }) => sum + weight, 0);
}

function flagsOf(evidence: Evidence, containment: number): VerificationFlags {
  const comparable = containment >= COMPARABLE;
  const isRead = comparable && evidence.claim.language === 'en';
  const { scope, agreed } = isRead ? scopeDifferences(evidence) : NO_SCOPE;
  return {
    ...unsaidNumbers(evidence),
    negation: comparable && negationDiffers(evidence),
    names: unknownNames(evidence),
    opposites: comparable ? contradictedWords(evidence).filter((word) => !agreed.has(word)) : [],
    scope,
  };
}

/**
 * Names the source does not hold. "Marie" is forgiven where the source has "Curie" alone, and is not where it has
 * "Pierre Curie" only.
 */
function unknownNames(evidence: Evidence): string[] {
  const { claim, places } = evidence;
  const termAt = new Map(claim.terms.map(({ at }, index) => [at, index]));
  const names = claim.terms.filter(({ kind, at }, index) => {
    if (kind !== 'name' || places[index]?.length !== 0) return false;
    return ![-1, 1].some(
      (step) => isCapital(claim, at + step) && isSaidAlone(termAt.get(at + step), -step, evidence),
    );
  });
  return [...new Set(names.map(({ token }: ClaimTerm) => claim.text.slice(token.start, token.end)))];
}

/** The other part of the name stands somewhere in the source without another capital on that side. */
function isSaidAlone(index: number | undefined, side: number, { places, source }: Evidence): boolean {
  const said = index === undefined ? [] : (places[index] ?? []);
  return said.some(({ at }) => {
    const [own, beside] = [source.tokens[at], source.tokens[at + side]];
    return beside === undefined || beside.sentence !== own?.sentence || !beside.word.capital;
  });
}

const isCapital = ({ tokens }: Claim, at: number): boolean => tokens[at]?.word.capital === true;

function byScore(score: number, flags: VerificationFlags, thresholds: VerificationThresholds): Verdict {
  if (score < thresholds.partial) return 'unsupported';
  return isFlagged(flags) || score < thresholds.supported ? 'partially_supported' : 'supported';
}

/** Below it a text of another language has nothing to do with the claim, whatever its endings are. */
const UNRELATED = 0.1;

function weakened(
  verdict: Verdict,
  score: number,
  { claim, source }: Evidence,
  checkedAgainst: 'page' | 'snippet',
): Verdict {
  if (claim.language === 'other') return unread(verdict, score, claim, source);
  if (verdict === 'supported') return claim.truncated ? 'partially_supported' : verdict;
  if (claim.language !== source.language && source.tokens.length >= ENOUGH_TOKENS) return 'inconclusive';
  const partlyRead = checkedAgainst === 'snippet' || source.truncated || claim.truncated;
  return verdict === 'unsupported' && partlyRead ? 'inconclusive' : verdict;
}

/** A source with fewer tokens says too little to tell its language. */
const ENOUGH_TOKENS = 40;

/** A language whose "not" and endings are not known: only what stands there to the letter is supported. */
function unread(verdict: Verdict, score: number, { text }: Claim, source: PreparedSource): Verdict {
  if (verdict === 'unsupported' && score < UNRELATED && source.language === 'other') return verdict;
  return verdict === 'supported' && lettersOf(source.text).includes(lettersOf(text))
    ? verdict
    : 'inconclusive';
}

const lettersOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '');
