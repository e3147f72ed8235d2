export { type Budget, type BudgetDraft, type BudgetPeriod, type BudgetScope } from './budget.js';
export { type BudgetStatus, Budgets } from './budgets.js';
export {
  CostQueries,
  type LedgerAttempt,
  type LedgerLine,
  type LedgerPosting,
  type RequestCost,
} from './cost-queries.js';
export { CostModule } from './cost.module.js';
export {
  type IdempotencyKey,
  type IdempotencyState,
  IdempotencyStore,
  type StoredResponse,
} from './idempotency-store.js';
export { type Hold, type LateUsage, Ledger, type Posting, type Reservation } from './ledger.js';
export { DEFAULT_ORGANISATION } from './ledger-upkeep.js';
export { costMigrations } from './migrations/index.js';
export { metered, type ModelMeter } from './metered-model.js';
export { meteredSearch, type SearchMeter } from './metered-search.js';
export { Metering } from './metering.js';
export {
  INPUT_METERS,
  METERS,
  type ModelPrice,
  type PriceTier,
  type Rates,
  ratesFor,
} from './model-price.js';
export { Money, sumOf } from './money.js';
export { openAccount } from './open-account.js';
export { PriceBook } from './price-book.js';
export { LEDGER_DEFAULTS, PostgresLedger, type PostgresLedgerOptions } from './postgres-ledger.js';
export { parsePriceOverrides, type PriceOverride } from './price-overrides.js';
export { costOf, holdFor, priceUsage, type UsageBound } from './price-usage.js';
export { readPriceBook } from './read-price-book.js';
export {
  type Basis,
  type Meter,
  type Payer,
  type PostedAttempt,
  type PostedLine,
  type RequestAccount,
} from './request-account.js';
export { O200kEstimate, TokenEstimate } from './token-estimate.js';
export { type InvariantResult, verifyLedger } from './verify.js';
