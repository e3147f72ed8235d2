/** One of the twelve invariants, as the database sees it. */
export interface Check {
  /** `2 spent and reserved are the sums of their parts`. */
  readonly invariant: string;
  /** Rows `(what text)` that break it. */
  readonly breaches: string;
  /** What the database cannot see of it. */
  readonly beyond?: string;
}
