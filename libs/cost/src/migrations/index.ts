import { LedgerTables1763800000101 } from './0101-ledger-tables.js';
import { LedgerFunctions1763800000102 } from './0102-ledger-functions.js';
import { BudgetFunctions1763800000103 } from './0103-budget-functions.js';
import { Idempotency1763800000104 } from './0104-idempotency.js';
import { RequestsByName1763800000105 } from './0105-requests-by-name.js';

/** In the order they run. */
export const costMigrations = [
  LedgerTables1763800000101,
  LedgerFunctions1763800000102,
  BudgetFunctions1763800000103,
  Idempotency1763800000104,
  RequestsByName1763800000105,
];
