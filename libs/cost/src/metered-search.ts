import { NO_USAGE } from '@app/providers';
import { SearchEngine, type SearchRequest, type SearchResult } from '@app/search';
import { Attempt, type AttemptResult, type MeteringParts } from './attempt.js';
import { callEnd } from './call-end.js';
import type { ModelPrice } from './model-price.js';
import type { PriceBook } from './price-book.js';
import { holdFor, priceUsage } from './price-usage.js';
import type { RequestAccount } from './request-account.js';

export interface SearchMeter extends MeteringParts {
  readonly prices: PriceBook;
}

/** The most requests an engine bills for one search. */
const MOST_BILLED = 1;

/** A search engine whose every call is reserved before and posted after: the twin of a metered model. */
export function meteredSearch(
  engine: SearchEngine,
  meter: SearchMeter,
  account: RequestAccount,
): SearchEngine {
  return new MeteredSearch(engine, meter, account);
}

class MeteredSearch extends SearchEngine {
  readonly name: string;

  constructor(
    private readonly inner: SearchEngine,
    private readonly meter: SearchMeter,
    private readonly account: RequestAccount,
  ) {
    super();
    this.name = inner.name;
  }

  async search(request: SearchRequest): Promise<SearchResult> {
    request.signal?.throwIfAborted();
    const price = this.meter.prices.searchPriceOf(this.name, this.meter.clock.now());
    const attempt = await this.open(price);
    if (request.signal?.aborted) await attempt.close(nothing('voided', 'exact'));
    request.signal?.throwIfAborted();
    try {
      const result = await this.inner.search({ ...request, attemptId: attempt.id });
      await attempt.close(billed(result.billedRequests, price));
      return result;
    } catch (error) {
      await attempt.close(failed(attempt, error));
      throw error;
    }
  }

  private open(price: ModelPrice): Promise<Attempt> {
    return Attempt.open(this.meter, this.account, {
      kind: 'search',
      provider: this.name,
      model: price.model,
      price,
      lines: holdFor({ inputTokens: 0, maxTokens: 0, searchRequests: MOST_BILLED }, price),
    });
  }
}

function billed(searchRequests: number, price: ModelPrice): AttemptResult {
  const usage = { ...NO_USAGE, searchRequests };
  return {
    outcome: 'settled',
    basis: 'exact',
    usage,
    rawUsage: null,
    lines: priceUsage(usage, price, 'exact'),
  };
}

/** A search has no half answers: what broke off after it was written may have been billed in full. */
function failed(attempt: Attempt, error: unknown): AttemptResult {
  const end = callEnd(false, error);
  if (end.outcome === 'voided') return nothing('voided', end.basis);
  return { ...nothing('unknown', 'unknown'), lines: attempt.heldLines };
}

function nothing(outcome: AttemptResult['outcome'], basis: AttemptResult['basis']): AttemptResult {
  return { outcome, basis, usage: NO_USAGE, rawUsage: null, lines: [] };
}
