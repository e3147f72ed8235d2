import type { VerificationFlags } from './verification.js';

/** Whether anything of the claim is other than in the source: then it is not `supported`, whoever says so. */
export const isFlagged = ({ negation, ...found }: VerificationFlags): boolean =>
  negation || Object.values(found).some(({ length }) => length > 0);
