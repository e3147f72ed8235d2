import { NO_USAGE } from '@app/providers';
import type { Settlement } from './ledger-rows.js';

/**
 * The settlement, then what is posted in its place where the tables refuse it for good: without the vendor's own
 * usage object, which nobody of ours has shaped, and at last the full hold as `unknown`. A hold that stays would
 * bind its budgets for as long as this process lives.
 */
export function lesserPostings(settlement: Settlement): readonly [Settlement, Settlement, Settlement] {
  const { reservation, posting } = settlement;
  const { lines, amount: cost } = reservation;
  const unknown = { outcome: 'unknown', basis: 'unknown', usage: NO_USAGE, rawUsage: null } as const;
  return [
    settlement,
    { reservation, posting: { ...posting, rawUsage: null } },
    { reservation, posting: { ...posting, ...unknown, lines, cost } },
  ];
}
