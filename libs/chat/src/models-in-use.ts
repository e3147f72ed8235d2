import { Injectable } from '@nestjs/common';
import { type Money, PriceBook, type Rates } from '@app/cost';
import { AppConfig, Clock } from '@app/platform';
import { ModelRegistry } from '@app/providers';

/** USD for a million tokens, exact decimals. */
export interface ModelRates {
  readonly input: string;
  readonly cached_input: string;
  readonly cache_write: string;
  readonly output: string;
}

/** One line of `GET /v1/models`, in the wire's words. */
export interface UsableModel {
  readonly id: string;
  readonly provider: string;
  readonly default: boolean;
  readonly prices_per_million_tokens: ModelRates;
}

const MILLION = 1_000_000;

/** The models that may be used now: whose provider has a key here, and which have a price. */
@Injectable()
export class ModelsInUse {
  constructor(
    private readonly registry: ModelRegistry,
    private readonly prices: PriceBook,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /** By provider, then by name; the default model first. */
  list(): readonly UsableModel[] {
    const { defaultProvider, defaultModel } = this.config.providers;
    const models = this.registry.providers
      // The sandbox's own name is a second one for what the vendors' names already stand for.
      .filter(({ name, vendor, configured }) => configured && name === vendor)
      .flatMap(({ name, vendor }) =>
        this.modelsOf(name, vendor, name === defaultProvider ? defaultModel : null),
      );
    return models.sort((one, other) => Number(other.default) - Number(one.default));
  }

  private modelsOf(provider: string, vendor: string, defaultModel: string | null): UsableModel[] {
    return this.prices.models(vendor, this.clock.now()).map(({ model, base }) => ({
      id: model,
      provider,
      default: model === defaultModel,
      prices_per_million_tokens: ratesOf(base),
    }));
  }
}

function ratesOf(rates: Rates): ModelRates {
  return {
    input: perMillion(rates.input_uncached),
    cached_input: perMillion(rates.input_cache_read),
    cache_write: perMillion(rates.input_cache_write_5m),
    output: perMillion(rates.output),
  };
}

function perMillion(price: Money): string {
  return price.mul(MILLION).toDecimal();
}
