import type { Features } from './features.js';
import type { VerificationFlags } from './verification.js';

/** How much each view counts; they are exponents, so what is missing in one is not made up for by another. */
const EXPONENT = { containment: 0.5, weakestClause: 0.5, weakestRun: 0.3, adjacency: 0.1 } as const;

/** What is left of the score after a flag, and after each further one of its kind. */
const PENALTY = { number: 0.6, further: 0.85, negation: 0.5, opposite: 0.6, scope: 0.6, name: 0.85 } as const;

export function scoreOf(features: Features, flags: VerificationFlags): number {
  const said =
    features.containment ** EXPONENT.containment *
    features.weakestClause ** EXPONENT.weakestClause *
    features.weakestRun ** EXPONENT.weakestRun *
    (0.5 + 0.5 * features.adjacency) ** EXPONENT.adjacency;
  return Math.min(1, Math.max(0, Math.round(said * penaltyOf(flags) * 1000) / 1000));
}

function penaltyOf({ numbers, dates, negation, names, opposites, scope }: VerificationFlags): number {
  const wrong = Math.max(numbers.length, dates.length);
  const byNumbers = wrong === 0 ? 1 : PENALTY.number * PENALTY.further ** Math.min(3, wrong - 1);
  const byNames = PENALTY.name ** Math.min(3, names.length);
  return (
    byNumbers *
    byNames *
    (negation ? PENALTY.negation : 1) *
    (opposites.length > 0 ? PENALTY.opposite : 1) *
    (scope.length > 0 ? PENALTY.scope : 1)
  );
}
