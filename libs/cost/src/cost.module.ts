import { Module } from '@nestjs/common';
import { AppConfig } from '@app/platform';
import { Ledger } from './ledger.js';
import { MemoryLedger } from './memory-ledger.js';
import { Metering } from './metering.js';
import { PriceBook } from './price-book.js';
import { readPriceBook } from './read-price-book.js';
import { O200kEstimate, TokenEstimate } from './token-estimate.js';

/** Money: what things cost, who may still spend, and the ledger of what was spent. */
@Module({
  providers: [
    {
      provide: PriceBook,
      inject: [AppConfig],
      useFactory: (config: AppConfig) => readPriceBook(config.cost.priceBookFile),
    },
    { provide: Ledger, useFactory: () => new MemoryLedger() },
    { provide: TokenEstimate, useClass: O200kEstimate },
    Metering,
  ],
  exports: [PriceBook, Ledger, Metering],
})
export class CostModule {}
