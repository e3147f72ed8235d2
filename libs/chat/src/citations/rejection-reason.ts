/** Why a marker is no citation, or no longer one. Sent as it stands. */
export const REJECTION_REASONS = [
  /** No source of this answer has the number or the address. */
  'unknown-source',
  /** The vendor cites a page that it found by itself: the request wanted no search, */
  'search-off',
  /** the page is none that may be cited, */
  'domain-not-allowed',
  'too-old',
  'injection-suspected',
  /** or no number is left for it. */
  'too-many-sources',
  /** The answer has as many citations as are checked. */
  'too-many-citations',
  /** The policy `drop` takes it back. */
  'unsupported',
] as const;

export type RejectionReason = (typeof REJECTION_REASONS)[number];
