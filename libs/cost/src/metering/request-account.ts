import type { Payer, PostedAttempt } from '../ledger/posted-attempt.js';
import type { Money } from '../money.js';
import type { WithheldPostings } from './withheld-postings.js';

/** What one request costs: the sum of all its attempts, failed and abandoned ones included. */
export interface RequestAccount {
  readonly requestId: string;
  readonly payer: Payer;
  /** `ledgerKey` of the Idempotency-Key under which it was asked; null without one. */
  readonly idempotencyKey: string | null;
  readonly attempts: readonly PostedAttempt[];
  readonly total: Money;
  /** Where postings wait that must not come before the answer; absent: none waits. */
  withheld?: WithheldPostings;
  /** An attempt is under way from here to `ended`; it may outlive the request that made it. */
  began(): void;
  ended(): void;
  post(attempt: PostedAttempt): void;
  /** Calls back when no attempt is under way, at once where none is: what the request costs is known then. */
  whenQuiet(callback: () => void): void;
}
