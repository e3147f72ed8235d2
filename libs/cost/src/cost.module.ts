import { Module } from '@nestjs/common';
import { AppConfig, Clock, Ids } from '@app/platform';
import { DataSource } from 'typeorm';
import { Budgets } from './budgets/budgets.js';
import { ConfiguredBudgets } from './budgets/configured-budgets.js';
import { CostQueries } from './ledger/cost-queries.js';
import { IdempotencyStore } from './idempotency/idempotency-store.js';
import { Ledger } from './ledger/ledger.js';
import { LedgerUpkeep } from './ledger-upkeep.js';
import { Metering } from './metering/metering.js';
import { LEDGER_DEFAULTS, PostgresLedger } from './ledger/postgres-ledger.js';
import { PriceBook } from './prices/price-book.js';
import { readPriceBook } from './prices/read-price-book.js';
import { O200kEstimate, TokenEstimate } from './metering/token-estimate.js';

/** Names this process in leases; made once, so that the ledger and the idempotency keys share one. */
const PROCESS_ID = Symbol('PROCESS_ID');

/** Money: what things cost, who may still spend, and the ledger of what was spent. */
@Module({
  providers: [
    {
      provide: PriceBook,
      inject: [AppConfig],
      useFactory: (config: AppConfig) => readPriceBook(config.cost.priceBookFile),
    },
    { provide: PROCESS_ID, inject: [Ids], useFactory: (ids: Ids) => `${process.pid}-${ids.uuid()}` },
    {
      provide: PostgresLedger,
      inject: [DataSource, Clock, PROCESS_ID],
      useFactory: (database: DataSource, clock: Clock, processId: string) =>
        new PostgresLedger(database, clock, { ...LEDGER_DEFAULTS, processId }),
    },
    { provide: Ledger, useExisting: PostgresLedger },
    {
      provide: IdempotencyStore,
      inject: [DataSource, PROCESS_ID],
      useFactory: (database: DataSource, processId: string) =>
        new IdempotencyStore(database, { ...LEDGER_DEFAULTS, processId }),
    },
    {
      provide: Budgets,
      inject: [DataSource, Clock, Ids],
      useFactory: (database: DataSource, clock: Clock, ids: Ids) => new Budgets(database, clock, ids),
    },
    {
      provide: CostQueries,
      inject: [DataSource, Clock],
      useFactory: (database: DataSource, clock: Clock) => new CostQueries(database, clock),
    },
    { provide: TokenEstimate, useClass: O200kEstimate },
    Metering,
    ConfiguredBudgets,
    LedgerUpkeep,
  ],
  exports: [PriceBook, Ledger, PostgresLedger, Metering, Budgets, CostQueries, IdempotencyStore],
})
export class CostModule {}
