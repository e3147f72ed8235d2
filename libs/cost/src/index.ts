export type { BudgetStatus } from './budgets/budget-status.js';
export { type Budget, type BudgetDraft, type BudgetPeriod, type BudgetScope } from './budgets/budget.js';
export { Budgets } from './budgets/budgets.js';
export { ConfiguredBudgets } from './budgets/configured-budgets.js';
export { type InvariantResult, verifyLedger } from './checks/verify.js';
export { CostModule } from './cost.module.js';
export { IdempotencyStore, type KeyedAsk } from './idempotency/idempotency-store.js';
export {
  type IdempotencyKey,
  type IdempotencyState,
  type KeptFate,
  type LeftAnswer,
  type StoredResponse,
} from './idempotency/kept-response.js';
export { ledgerKey } from './idempotency/ledger-key.js';
export {
  CostQueries,
  type LedgerAttempt,
  type LedgerLine,
  type LedgerPosting,
  type RequestCost,
} from './ledger/cost-queries.js';
export { ledgerRequestId } from './ledger/ledger-request-id.js';
export { type Hold, type LateUsage, type Posting, type Reservation } from './ledger/ledger.js';
export type { Payer, PostedAttempt } from './ledger/posted-attempt.js';
export { PostgresLedger, type PostgresLedgerOptions } from './ledger/postgres-ledger.js';
export { type ModelMeter } from './metering/metered-model.js';
export { type SearchMeter } from './metering/metered-search.js';
export { Metering } from './metering/metering.js';
export { openAccount } from './metering/open-account.js';
export type { RequestAccount } from './metering/request-account.js';
export { O200kEstimate } from './metering/token-estimate.js';
export { costMigrations } from './migrations/index.js';
export { Money, sumOf } from './money.js';
export type { Basis, Meter, PostedLine } from './posted-line.js';
export { type ModelPrice, type PriceTier, type Rates } from './prices/model-price.js';
export { PriceBook } from './prices/price-book.js';
export { type PriceOverride } from './prices/price-overrides.js';
export { type UsageBound } from './prices/price-usage.js';
