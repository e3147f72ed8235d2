import type { DataSource } from 'typeorm';
import { BUDGET_CHECKS } from './budget-checks.js';
import { CHAIN_CHECK } from './chain-check.js';
import type { Check } from './check.js';
import { POSTING_CHECKS } from './posting-checks.js';
import { REQUEST_CHECKS } from './request-checks.js';
import { USAGE_CHECK } from './usage-check.js';

export interface InvariantResult {
  /** `2 spent and reserved are the sums of their parts`. */
  readonly invariant: string;
  readonly ok: boolean;
  /** How many rows break it, and up to five of them. */
  readonly details: string;
}

const CHECKS: readonly Check[] = [
  ...POSTING_CHECKS,
  ...BUDGET_CHECKS,
  ...REQUEST_CHECKS,
  USAGE_CHECK,
  CHAIN_CHECK,
].sort((one, other) => Number.parseInt(one.invariant, 10) - Number.parseInt(other.invariant, 10));

/**
 * Asks the ledger whether it is whole: all twelve invariants, as far as the database sees them. Reads everything: give it a
 * connection that may take its time (`createPatientDataSource`).
 */
export async function verifyLedger(database: DataSource): Promise<readonly InvariantResult[]> {
  // One snapshot for all: a call that settles between two checks must not look like a breach.
  return database.transaction('REPEATABLE READ', async (transaction) => {
    // It reads the whole ledger: what bounds a request's statements is too short for that.
    await transaction.query('SET LOCAL statement_timeout = 0');
    const results: InvariantResult[] = [];
    for (const { invariant, breaches, beyond } of CHECKS) {
      const [row] = await transaction.query<{ count: string; some: string[] | null }[]>(
        `WITH breach(what) AS MATERIALIZED (${breaches})
         SELECT (SELECT count(*) FROM breach) AS count, (SELECT array_agg(what) FROM (SELECT what FROM breach LIMIT 5) x) AS some`,
      );
      const count = Number(row?.count ?? 0);
      const details = count === 0 ? (beyond ?? '') : `${count} breaches: ${(row?.some ?? []).join('; ')}`;
      results.push({ invariant, ok: count === 0, details });
    }
    return results;
  });
}
