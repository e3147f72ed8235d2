import type { Usage } from '@app/providers';
import type { Money } from './money.js';
import type { WithheldPostings } from './withheld-postings.js';

/** Who pays: what budgets and reports are kept by. */
export interface Payer {
  readonly organisation: string;
  readonly team: string | null;
  readonly keyId: string;
  readonly costCenter: string | null;
}

export type Meter =
  | 'input_uncached'
  | 'input_cache_read'
  | 'input_cache_write_5m'
  | 'input_cache_write_1h'
  | 'output'
  | 'search_requests'
  | 'page_fetches';

/** How sure an amount is: by the vendor's usage, counted by us, the full hold, or mended later. */
export type Basis = 'exact' | 'estimated' | 'unknown' | 'corrected';

/** One meter of one attempt. */
export interface PostedLine {
  readonly meter: Meter;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly amount: Money;
  readonly basis: Basis;
}

/** One upstream call as the ledger sees it. */
export interface PostedAttempt {
  readonly attemptId: string;
  readonly kind: 'model' | 'search';
  readonly provider: string;
  readonly model: string;
  readonly outcome: 'settled' | 'voided' | 'unknown';
  readonly durationMs: number;
  readonly usage: Usage;
  readonly lines: readonly PostedLine[];
  readonly cost: Money;
}

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
