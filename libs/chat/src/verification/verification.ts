import type { Scope } from './scope/scope-differences.js';

export type Verdict = 'supported' | 'partially_supported' | 'unsupported' | 'inconclusive' | 'not_checked';

export type VerificationMethod = 'lexical' | 'lexical+model';

/** A passage of the source; offsets in UTF-16 code units of the text that was prepared, half-open. */
export interface Quote {
  readonly text: string;
  readonly start_index: number;
  readonly end_index: number;
}

/** What of the claim the passage does not bear out. Each lowers the score, and none goes with `supported`. */
export interface VerificationFlags {
  /** Numbers the passage does not say, as the claim writes them; years and days of unsaid dates are among them. */
  readonly numbers: readonly string[];
  readonly dates: readonly string[];
  /** One of the two says "not" of what the other says. */
  readonly negation: boolean;
  /** Proper names of which the source holds no part. */
  readonly names: readonly string[];
  /** Words whose contrary the source says of the same thing: `rose` where it has `fell`. */
  readonly opposites: readonly string[];
  /** What turns or overstates the statement though its words are there: who did it to whom, how sure, how much, when. */
  readonly scope: readonly Scope[];
}

/**
 * Whether a source carries a claim, as far as words can tell. It is never called "verified": words that agree
 * are evidence, no proof.
 */
export interface Verification {
  readonly verdict: Verdict;
  /** 0 to 1, ranks claims by how well they are supported; flags have lowered it. Three decimals. */
  readonly score: number;
  readonly method: VerificationMethod;
  /** The up to three sentences that carry most of the claim; null when none carries anything to speak of. */
  readonly quote: Quote | null;
  readonly flags: VerificationFlags;
  readonly checked_against: 'page' | 'snippet';
}

export interface VerificationThresholds {
  /** From this score on, and without flags, a claim is `supported`. */
  readonly supported: number;
  /** From this score on it is `partially_supported`, below it `unsupported`. */
  readonly partial: number;
}
