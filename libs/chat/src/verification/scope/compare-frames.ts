import type { ClaimTerm } from '../claim-term.js';
import type { Alignment } from './alignment.js';
import type { Frame } from './frame.js';
import { isReplaced } from './replaced.js';

export const ROLES = ['agent', 'patient', 'goal', 'origin'] as const;
export type Role = (typeof ROLES)[number];

/** Whether the same things stand in the same parts of two frames, or have changed places. */
export type Finding = 'straight' | 'crossed' | 'unknown';

/** One place where they stand as in the claim is enough. */
export function isCrossed(findings: readonly Finding[]): boolean {
  const kinds = new Set(findings);
  return kinds.has('crossed') && !kinds.has('straight');
}

export function compareFrames(
  ours: Frame,
  theirs: Frame,
  place: number,
  alignment: Alignment,
  isCopular = false,
): Finding {
  const share = (role: Role, other: Role): number => shareOf(ours[role], theirs[other], alignment);
  const straight = ROLES.filter(
    (role) => share(role, role) > 0 && ROLES.every((other) => share(role, role) >= share(role, other)),
  );
  for (const role of ROLES) {
    for (const other of ROLES) {
      if (role === other || share(role, other) <= share(role, role)) continue;
      if (share(other, role) > share(other, other)) return 'crossed';
      if (share(role, other) === 1 && share(other, role) === 0 && isTaken(ours, theirs, role, other))
        return 'crossed';
    }
  }
  if (isReplaced(ours, theirs, straight, place, alignment)) return 'crossed';
  if (isRecounted(ours, theirs, alignment)) return 'crossed';
  return straight.length > (isCopular ? 1 : 0) ? 'straight' : 'unknown';
}

/**
 * One side alone: who was bought in the claim buys in the source. "The shop opened" and "the shop was opened" are no
 * such two, so whoever does it must do it to something, or by a "by".
 */
function isTaken(ours: Frame, theirs: Frame, role: Role, other: Role): boolean {
  if (role === 'patient' && other === 'agent') return theirs.passive || theirs.patient.length > 0;
  return role === 'agent' && other === 'patient' && (ours.passive || ours.patient.length > 0);
}

/** The share of our words that stand there. */
export function shareOf(
  ours: readonly number[],
  theirs: readonly number[],
  { termAt, places }: Alignment,
): number {
  const known = ours.filter((token) => (termAt[token] as number) >= 0);
  const said = known.filter((token) =>
    (places[termAt[token] as number] as readonly number[]).some((at) => theirs.includes(at)),
  );
  return known.length === 0 ? 0 : said.length / known.length;
}

/** "Nine states signed" where twelve did, and nine did something else. */
function isRecounted(
  ours: Frame,
  theirs: Frame,
  { evidence: { claim, source }, termAt, places }: Alignment,
): boolean {
  return (['agent', 'patient'] as const).some((role) => {
    const counted = ours[role]
      .map((token) => termAt[token] as number)
      .filter((index) => isCount(claim.terms[index]));
    if (counted.length === 0) return false;
    const others = source.quantities.filter(({ first, year }) => !year && theirs[role].includes(first));
    return (
      others.length > 0 &&
      counted.every(
        (index) =>
          (places[index] as readonly number[]).length > 0 &&
          !others.some(({ first }) => places[index]?.includes(first)),
      )
    );
  });
}

const isCount = (term: ClaimTerm | undefined): boolean =>
  term?.quantity != null && !term.quantity.year && !term.quantity.weak;
