import type { Evidence } from '../evidence.js';
import { align, type Alignment } from './alignment.js';
import { attributionDiffers } from './attribution.js';
import { boundDiffers } from './bounds.js';
import { causeDiffers } from './causes.js';
import { conditionDiffers } from './conditions.js';
import { isCrosswise } from './crossed-pairs.js';
import { degreeDiffers } from './degrees.js';
import { isExchanged } from './mixed-parts.js';
import { isMixed } from './mixed-statements.js';
import { modalityDiffers } from './modality.js';
import { quantifierDiffers } from './quantifiers.js';
import { rateDiffers } from './rates.js';
import { compareRelations } from './relations.js';
import { compareRoles } from './roles.js';
import { timeDiffers } from './times.js';

/** What may turn a statement although its words are all there. */
export const SCOPES = [
  'roles',
  'comparison',
  'cause',
  'modality',
  'attribution',
  'condition',
  'quantifier',
  'degree',
  'bound',
  'rate',
  'time',
] as const;
export type Scope = (typeof SCOPES)[number];

export interface ScopeFindings {
  readonly scope: readonly Scope[];
  /** Words of the claim whose converse the source says with the sides changed ("before" for "after"): no contraries. */
  readonly agreed: ReadonlySet<string>;
}

const DIFFERS: readonly (readonly [Scope, (alignment: Alignment) => boolean])[] = [
  ['cause', causeDiffers],
  ['modality', modalityDiffers],
  ['attribution', attributionDiffers],
  ['condition', conditionDiffers],
  ['quantifier', quantifierDiffers],
  ['degree', degreeDiffers],
  ['bound', boundDiffers],
  ['rate', rateDiffers],
  ['time', timeDiffers],
];

/**
 * Compares the operators and the order of claim and source around the words they share: each says how sure, how much,
 * how often, in which order, on what condition, who whom. O(words of the claim and of its passage).
 */
export function scopeDifferences(evidence: Evidence): ScopeFindings {
  const alignment = align(evidence);
  const relations = compareRelations(alignment);
  const roles = compareRoles(alignment);
  const scope: Scope[] = DIFFERS.filter(([, differs]) => differs(alignment)).map(([name]) => name);
  if (relations.differs) scope.push('comparison');
  if (
    (roles.differs && relations.agreed.size === 0) ||
    isMixed(alignment) ||
    isExchanged(alignment) ||
    isCrosswise(alignment)
  )
    scope.push('roles');
  return { scope, agreed: new Set([...relations.agreed, ...roles.agreed]) };
}
