import { AppError } from '@app/platform';
import { type DatedEntry, type DatedPrice, EXACT_FIT, type PriceSpan, priceSpan } from './dated-price.js';
import { listPrices } from './list-prices.js';
import { budgetName, listedName } from './listed-name.js';
import type { FeeRates, ModelPrice, Price, Rates } from './model-price.js';
import { ownModelPrice, type PriceOverride, SEARCH, searchFee } from './price-overrides.js';
import { SEARCH_FEES } from './search-fees.js';

/** Names come from clients; those without a price are never kept, and these are more than all lists together. */
const MOST_SPANS = 2_000;

/**
 * What everything costs, and what it cost: list prices with our own dated ones on top. A look-up is one Map read
 * until the price changes. A model without a price is refused, never free.
 */
export class PriceBook {
  private readonly entries = new Map<string, readonly DatedPrice[]>();
  private readonly spans = new Map<string, PriceSpan>();
  private readonly names = new Map<string, string>();
  private readonly own: readonly DatedPrice[];
  private readonly fees: readonly DatedEntry<FeeRates>[];

  constructor(overrides: readonly PriceOverride[] = []) {
    this.own = overrides.map(ownModelPrice).filter((entry) => entry !== null);
    this.fees = [
      ...overrides.map((override) => searchFee(override)),
      ...SEARCH_FEES.map((fee) => searchFee(fee, 'list')),
    ].filter((fee) => fee !== null);
  }

  /**
   * The price of a model in force at `at` (milliseconds since the epoch). `vendor` says whose list: a compatible
   * server's models are OpenAI's unless the overrides name them. Throws `unpriced-model` (unprocessable).
   */
  priceOf(vendor: string, model: string, at: number): ModelPrice {
    const price = this.find(vendor, model, at);
    if (price) return price;
    throw new AppError(
      'unprocessable',
      'unpriced-model',
      `No price is known for the model "${model}" of ${vendor}.`,
      {
        errors: [
          {
            field: 'options.model',
            message:
              'Choose one of GET /v1/models, or have an administrator add its price to the price book.',
          },
        ],
      },
    );
  }

  /**
   * What one request of a search engine costs (`search_requests`, `page_fetches`); with `model` the engine's own
   * model's tokens too, at its vendor's price.
   */
  searchPriceOf(engine: string, at: number, model?: string): Price {
    const fees = this.fees.filter(({ vendor }) => vendor === engine);
    const fee = priceSpan(fees, SEARCH, at)?.price;
    if (fee) return model === undefined ? fee : withTokens(fee, this.priceOf(engine, model, at));
    throw new AppError('unprocessable', 'unpriced-search', `No price is known for searches by ${engine}.`, {
      errors: [
        {
          field: 'options.search_enabled',
          message: `Have an administrator add search_per_thousand for "${engine}".`,
        },
      ],
    });
  }

  /**
   * The one name of a chat model, however it was written: breakers, metrics, budgets and the ledger must not take
   * `GPT-4o` for another model than `gpt-4o`. Vendors' names are in lower case; our own prices' names (of
   * self-hosted models) stand as they were written. Null: this vendor has none of this name.
   */
  nameOf(vendor: string, model: string): string | null {
    const key = `${vendor}\n${model}`;
    const kept = this.names.get(key);
    if (kept !== undefined) return kept;
    const name = canonicalName(this.entriesOf(vendor), model);
    if (name === null) return null;
    if (this.names.size >= MOST_SPANS) this.names.clear();
    this.names.set(key, name);
    return name;
  }

  /** The name that a budget of a model is kept by, whatever name was asked for. Null: this vendor has none of this name. */
  budgetNameOf(vendor: string, model: string): string | null {
    const name = this.nameOf(vendor, model);
    return name === null ? null : budgetName(this.entriesOf(vendor), name);
  }

  /**
   * The price list's entry that a model falls under. Every date that a vendor gives a model's states, and every one
   * that a caller invents, is the same entry, so what is kept by entry does not grow with the names callers choose.
   */
  entryOf(vendor: string, model: string, at: number): string {
    return this.spanOf(vendor, model, at)?.label ?? model;
  }

  /** The chat models of a vendor that have a price at `at`, by name. For listing, not for the hot path. */
  models(vendor: string, at: number): readonly ModelPrice[] {
    const names = new Set(
      this.entriesOf(vendor).flatMap((entry) =>
        entry.listedAs !== null && entry.isNamed(entry.listedAs) ? [entry.listedAs] : [],
      ),
    );
    return [...names]
      .sort()
      .map((name) => this.find(vendor, name, at))
      .filter((price) => price !== null);
  }

  private find(vendor: string, model: string, at: number): ModelPrice | null {
    return this.spanOf(vendor, model, at)?.price ?? null;
  }

  private spanOf(vendor: string, model: string, at: number): PriceSpan | null {
    const key = `${vendor}\n${model}`;
    const kept = this.spans.get(key);
    if (kept && at >= kept.from && at < kept.until) return kept;
    const entries = this.entriesOf(vendor);
    const found = priceSpan(entries, model, at);
    if (!found) return null;
    const listedModel = listedName(entries, model) ?? found.price.listedModel;
    const span = { ...found, price: { ...found.price, listedModel } };
    if (this.spans.size >= MOST_SPANS) this.spans.clear();
    this.spans.set(key, span);
    return span;
  }

  private entriesOf(vendor: string): readonly DatedPrice[] {
    const kept = this.entries.get(vendor);
    if (kept) return kept;
    const entries = [...this.own.filter((entry) => entry.vendor === vendor), ...listPrices(vendor)];
    // Vendors and engines come from configuration, so this map is as small as that.
    this.entries.set(vendor, entries);
    return entries;
  }
}

/** Our own names first, as they are written; then what a list names, in lower case; then our own patterns. */
function canonicalName(entries: readonly DatedPrice[], model: string): string | null {
  const own = entries.filter(({ layer }) => layer === 'own');
  const lower = model.toLowerCase();
  if (own.some((entry) => entry.isNamed(model) && entry.fit(model) === EXACT_FIT)) return model;
  if (own.some((entry) => entry.isNamed(lower) && entry.fit(lower) === EXACT_FIT)) return lower;
  if (entries.some((entry) => entry.layer === 'list' && entry.isNamed(lower))) return lower;
  return own.some((entry) => entry.isNamed(model)) ? model : null;
}

/** One price for a search and the model that does it; its version names both, so it always means the same numbers. */
function withTokens(search: Price<FeeRates>, model: ModelPrice): ModelPrice {
  const withFee = (rates: Rates): Rates => ({
    ...rates,
    search_requests: search.base.search_requests,
    page_fetches: search.base.page_fetches,
  });
  return {
    ...model,
    version: `${search.version} + ${model.version}`,
    base: withFee(model.base),
    tiers: model.tiers.map((tier) => ({ ...tier, rates: withFee(tier.rates) })),
  };
}
