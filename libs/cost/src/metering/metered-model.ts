import {
  ChatModel,
  type ModelEvent,
  type ModelRequest,
  NO_USAGE,
  thinksUnseen,
  type Usage,
} from '@app/providers';
import { MeteredAttempt, type AttemptResult, type MeteringParts, nothing } from './metered-attempt.js';
import { AttemptTally } from './attempt-tally.js';
import { callEnd } from './call-end.js';
import type { ModelPrice } from '../prices/model-price.js';
import type { PriceBook } from '../prices/price-book.js';
import { holdFor, priceUsage } from '../prices/price-usage.js';
import type { RequestAccount } from './request-account.js';
import type { TokenEstimate } from './token-estimate.js';

export interface ModelMeter extends MeteringParts {
  readonly prices: PriceBook;
  readonly estimate: TokenEstimate;
}

/**
 * A model whose every call is reserved before the first upstream byte and posted once when it ends: answered,
 * refused, broken off, aborted, or left by its reader. Wrap each attempt: retry and fallback go outside.
 */
export function metered(model: ChatModel, meter: ModelMeter, account: RequestAccount): ChatModel {
  return new MeteredModel(model, meter, account);
}

class MeteredModel extends ChatModel {
  readonly provider: string;
  readonly vendor: ChatModel['vendor'];
  readonly model: string;

  constructor(
    private readonly inner: ChatModel,
    private readonly meter: ModelMeter,
    private readonly account: RequestAccount,
  ) {
    super();
    this.provider = inner.provider;
    this.vendor = inner.vendor;
    this.model = inner.model;
  }

  async *stream(request: ModelRequest): AsyncGenerator<ModelEvent> {
    request.signal?.throwIfAborted();
    const price = this.meter.prices.priceOf(this.vendor, this.model, this.meter.clock.now());
    const attempt = await this.open(request, price);
    if (request.signal?.aborted) await attempt.close(nothing('voided', 'exact'));
    request.signal?.throwIfAborted();

    const tally = new AttemptTally(this.meter.clock);
    let failure: unknown;
    let isWhole = false;
    try {
      for await (const event of this.inner.stream({ ...request, attemptId: attempt.id })) {
        tally.see(event);
        yield event;
      }
      isWhole = true;
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      // Told at once: counting takes a while, in which no vendor writes for us any more.
      const isLeft = !isWhole && (failure === undefined || request.signal?.aborted === true);
      const unseen = isLeft ? tally.unseenShare : 0;
      await attempt.closeWith(() => this.result(attempt, request, price, tally, failure, unseen), isWhole);
    }
  }

  private open(request: ModelRequest, price: ModelPrice): Promise<MeteredAttempt> {
    const inputTokens = this.meter.estimate.inputBound(request);
    const lines = holdFor({ inputTokens, maxTokens: request.maxTokens, searchRequests: 0 }, price);
    return MeteredAttempt.open(this.meter, this.account, {
      kind: 'model',
      provider: this.provider,
      model: this.model,
      price,
      lines,
    });
  }

  private async result(
    attempt: MeteredAttempt,
    request: ModelRequest,
    price: ModelPrice,
    tally: AttemptTally,
    failure: unknown,
    unseen: number,
  ): Promise<AttemptResult> {
    const end = callEnd(tally.started, failure);
    // A vendor's final usage is its bill, even where the connection broke after it.
    if (tally.final && tally.usage) return settled(tally.usage, tally.rawUsage, price, 'exact');
    if (end.outcome === 'voided' && !tally.started) return nothing('voided', end.basis);
    if (end.outcome === 'unknown') return attempt.unknown;
    // What it thought is on its bill and in no stream: anything below the hold might be below the bill.
    if (thinksUnseen(this.vendor, this.model)) return attempt.unknown;
    return settled(await this.counted(request, tally, unseen), tally.rawUsage, price, 'estimated');
  }

  /** What a stream without a final usage has used: the vendor's word where it gave one, our count elsewhere. */
  private async counted(request: ModelRequest, tally: AttemptTally, unseen: number): Promise<Usage> {
    const arrived = await this.meter.estimate.outputCount(tally.deltas);
    const output = Math.max(arrived, Math.min(request.maxTokens, Math.round(arrived * (1 + unseen))));
    if (tally.usage) return { ...tally.usage, output: Math.max(tally.usage.output, output) };
    return { ...NO_USAGE, inputUncached: await this.meter.estimate.inputCount(this.vendor, request), output };
  }
}

function settled(
  usage: Usage,
  rawUsage: unknown,
  price: ModelPrice,
  basis: 'exact' | 'estimated',
): AttemptResult {
  return { outcome: 'settled', basis, usage, rawUsage, lines: priceUsage(usage, price, basis) };
}
