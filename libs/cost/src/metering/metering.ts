import { Injectable } from '@nestjs/common';
import { Clock, Ids } from '@app/platform';
import type { ChatModel } from '@app/providers';
import type { SearchEngine } from '@app/search';
import { Ledger } from '../ledger/ledger.js';
import type { Settlement } from '../ledger/ledger-rows.js';
import { metered, type ModelMeter } from './metered-model.js';
import { meteredSearch } from './metered-search.js';
import { PriceBook } from '../prices/price-book.js';
import type { RequestAccount } from './request-account.js';
import { TokenEstimate } from './token-estimate.js';
import { WithheldPostings } from './withheld-postings.js';

/** Puts the ledger around models and search engines, one request's account at a time. */
@Injectable()
export class Metering {
  private readonly meter: ModelMeter;

  constructor(ledger: Ledger, prices: PriceBook, clock: Clock, ids: Ids, estimate: TokenEstimate) {
    this.meter = { ledger, prices, clock, estimate, ids };
  }

  /** The model, with each of its calls reserved and posted. Wrap it in retry and fallback, never the reverse. */
  model(model: ChatModel, account: RequestAccount): ChatModel {
    return metered(model, this.meter, account);
  }

  /** From now on calls that may have given the answer are posted when `account.withheld` is, and owed until then. */
  withhold(account: RequestAccount, owe: (settlements: readonly Settlement[]) => Promise<void>): void {
    account.withheld = new WithheldPostings(this.meter.ledger, this.meter.clock, owe);
  }

  search(engine: SearchEngine, account: RequestAccount): SearchEngine {
    return meteredSearch(engine, this.meter, account);
  }
}
