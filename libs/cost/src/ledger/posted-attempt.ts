import type { Usage } from '@app/providers';
import type { Money } from '../money.js';
import type { PostedLine } from '../posted-line.js';

/** Who pays: what budgets and reports are kept by. */
export interface Payer {
  readonly organisation: string;
  readonly team: string | null;
  readonly keyId: string;
  readonly costCenter: string | null;
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
