export { type Budget, type BudgetDraft, type BudgetPeriod, type BudgetScope } from './budget.js';
export { Budgets } from './budgets.js';
export type { BudgetStatus } from './budget-status.js';
export { ConfiguredBudgets } from './configured-budgets.js';
export {
  CostQueries,
  type LedgerAttempt,
  type LedgerLine,
  type LedgerPosting,
  type RequestCost,
} from './cost-queries.js';
export { CostModule } from './cost.module.js';
export { IdempotencyStore, type KeyedAsk } from './idempotency-store.js';
export {
  type IdempotencyKey,
  type IdempotencyState,
  type KeptFate,
  type LeftAnswer,
  type StoredResponse,
} from './kept-response.js';
export { type Hold, type LateUsage, type Posting, type Reservation } from './ledger.js';
export { costMigrations } from './migrations/index.js';
export { type ModelMeter } from './metered-model.js';
export { type SearchMeter } from './metered-search.js';
export { Metering } from './metering.js';
export { type ModelPrice, type PriceTier, type Rates } from './model-price.js';
export { Money, sumOf } from './money.js';
export { ledgerKey } from './ledger-key.js';
export { ledgerRequestId } from './ledger-request-id.js';
export { openAccount } from './open-account.js';
export { PriceBook } from './price-book.js';
export { PostgresLedger, type PostgresLedgerOptions } from './postgres-ledger.js';
export { type PriceOverride } from './price-overrides.js';
export { type UsageBound } from './price-usage.js';
export {
  type Basis,
  type Meter,
  type Payer,
  type PostedAttempt,
  type PostedLine,
  type RequestAccount,
} from './request-account.js';
export { O200kEstimate } from './token-estimate.js';
export { type InvariantResult, verifyLedger } from './verify.js';
