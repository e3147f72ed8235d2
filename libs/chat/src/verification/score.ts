import type { Features } from './features.js';
import type { VerificationFlags } from './verification.js';

/** How much each view counts; they are exponents, so what is missing in one is not made up for by another. */
const EXPONENT = { containment: 0.5, weakestClause: 0.5, weakestRun: 0.3, adjacency: 0.1 } as const;

/**
 * What is left of the score after a flag: a full score falls below `DEFAULT_THRESHOLDS.supported`, so that score and
 * verdict say the same. Each further kind of flag takes as much again, each further number or name a little.
 */
const FLAGGED = 0.54;
const DENIED = 0.5;
const FURTHER = 0.85;
const MOST_FURTHER = 3;

export function scoreOf(features: Features, flags: VerificationFlags): number {
  const said =
    features.containment ** EXPONENT.containment *
    features.weakestClause ** EXPONENT.weakestClause *
    features.weakestRun ** EXPONENT.weakestRun *
    (0.5 + 0.5 * features.adjacency) ** EXPONENT.adjacency;
  return Math.min(1, Math.max(0, Math.round(said * penaltyOf(flags) * 1000) / 1000));
}

function penaltyOf({ numbers, dates, negation, names, opposites, scope }: VerificationFlags): number {
  // The year of a date that differs is among the numbers already.
  const counted = Math.max(numbers.length, dates.length);
  const kinds = [counted, names.length, opposites.length, scope.length].map(ofKind);
  return kinds.reduce((left, kind) => left * kind, negation ? DENIED : 1);
}

const ofKind = (count: number): number =>
  count === 0 ? 1 : FLAGGED * FURTHER ** Math.min(MOST_FURTHER, count - 1);
