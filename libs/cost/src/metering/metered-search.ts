import { NO_USAGE, type Usage } from '@app/providers';
import {
  type SearchModelCall,
  type SearchModelUsage,
  SearchEngine,
  type SearchRequest,
  type SearchResult,
} from '@app/search';
import { MeteredAttempt, type AttemptResult, type MeteringParts, nothing } from './metered-attempt.js';
import { callEnd } from './call-end.js';
import type { Price } from '../prices/model-price.js';
import type { PriceBook } from '../prices/price-book.js';
import { holdFor, priceUsage } from '../prices/price-usage.js';
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

  override get modelCall(): SearchModelCall | null {
    return this.inner.modelCall;
  }

  async search(request: SearchRequest): Promise<SearchResult> {
    request.signal?.throwIfAborted();
    const price = this.meter.prices.searchPriceOf(
      this.name,
      this.meter.clock.now(),
      this.inner.modelCall?.model,
    );
    const attempt = await this.open(price);
    if (request.signal?.aborted) await attempt.close(nothing('voided', 'exact'));
    request.signal?.throwIfAborted();
    const result = await this.called({ ...request, attemptId: attempt.id }, attempt);
    await attempt.closeWith(() => this.billed(result, attempt, price));
    return result;
  }

  private async called(request: SearchRequest, attempt: MeteredAttempt): Promise<SearchResult> {
    try {
      return await this.inner.search(request);
    } catch (error) {
      await attempt.close(failed(attempt, error));
      throw error;
    }
  }

  private open(price: Price): Promise<MeteredAttempt> {
    const { maxInputTokens = 0, maxOutputTokens = 0 } = this.inner.modelCall ?? {};
    const bound = {
      inputTokens: maxInputTokens,
      maxTokens: maxOutputTokens,
      searchRequests: MOST_BILLED,
    };
    return MeteredAttempt.open(this.meter, this.account, {
      kind: 'search',
      provider: this.name,
      model: this.inner.modelCall?.model ?? price.model,
      price,
      lines: holdFor(bound, price),
    });
  }

  private billed(result: SearchResult, attempt: MeteredAttempt, price: Price): AttemptResult {
    const { billedRequests: searchRequests, modelUsage } = result;
    // The engine's model was asked and its vendor did not say what it used: the hold is all that is known.
    if (this.inner.modelCall && !modelUsage && searchRequests > 0) return attempt.unknown;
    const usage = { ...NO_USAGE, ...tokensOf(modelUsage), searchRequests };
    const lines = priceUsage(usage, price, 'exact');
    return { outcome: 'settled', basis: 'exact', usage, rawUsage: modelUsage ?? null, lines };
  }
}

function tokensOf(usage: SearchModelUsage | undefined): Partial<Usage> {
  if (!usage) return {};
  const { inputUncached, inputCacheRead, inputCacheWrite5m, inputCacheWrite1h, output, reasoning } = usage;
  return { inputUncached, inputCacheRead, inputCacheWrite5m, inputCacheWrite1h, output, reasoning };
}

/** A search has no half answers: what broke off after it was written may have been billed in full. */
function failed(attempt: MeteredAttempt, error: unknown): AttemptResult {
  const end = callEnd(false, error);
  if (end.outcome === 'voided') return nothing('voided', end.basis);
  return attempt.unknown;
}
