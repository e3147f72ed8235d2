import type { PriceBook } from '@app/cost';
import { AppError, type AppConfig } from '@app/platform';
import type { Vendor } from '@app/providers';

const VENDORS = ['openai', 'anthropic'] as const satisfies readonly Vendor[];

/** What configuration names needs no listing: whoever wrote it there knows the model. */
export interface ConfiguredModels {
  readonly providers: Pick<AppConfig['providers'], 'defaultModel'>;
  readonly resilience: { readonly fallbackModel: string | null };
}

/**
 * The model that a budget is for by the name that the ledger books it under, dated names of it included: a budget of
 * another spelling would bind nothing. A dated name stands for that state of the model alone. Throws `unpriced-model` (unprocessable).
 */
export function budgetModel(
  model: string,
  prices: Pick<PriceBook, 'budgetNameOf'>,
  { providers, resilience }: ConfiguredModels,
): string {
  for (const vendor of VENDORS) {
    const name = prices.budgetNameOf(vendor, model);
    if (name !== null) return name;
  }
  if (model === providers.defaultModel || model === resilience.fallbackModel) return model;
  throw new AppError('unprocessable', 'unpriced-model', `No price is known for the model "${model}".`, {
    errors: [
      {
        field: 'subject',
        message: 'Choose one of GET /v1/models, or have an administrator add its price to the price book.',
      },
    ],
  });
}
