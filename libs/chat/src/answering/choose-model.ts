import { AppError, type AppConfig } from '@app/platform';
import type { PriceBook } from '@app/cost';
import type { ProviderInfo } from '@app/providers';
import type { QuestionOptions } from '../question.js';

export interface ChosenModel {
  /** As the registry names it. */
  readonly provider: string;
  readonly model: string;
}

export interface ModelChoice {
  readonly providers: readonly ProviderInfo[];
  readonly prices: Pick<PriceBook, 'priceOf'>;
  readonly defaults: Pick<AppConfig['providers'], 'defaultProvider' | 'defaultModel'>;
  /** Milliseconds since the epoch: prices change. */
  readonly now: number;
}

/** What a provider answers with when it was chosen and no model was: its small one. */
const USUAL_MODELS = { openai: 'gpt-4o-mini', anthropic: 'claude-haiku-4-5' } as const;

/**
 * Who is to answer: the provider that was asked for; for the default model the default provider; else the one
 * whose price list knows the model. Throws `unknown-model` when nobody does: without a price nothing is sent.
 */
export function chooseModel(options: QuestionOptions, choice: ModelChoice): ChosenModel {
  const { defaultProvider, defaultModel } = choice.defaults;
  if (options.provider !== undefined) return chooseOf(options.provider, options.model, choice);
  const model = options.model ?? defaultModel;
  const standard = choice.providers.find(({ name }) => name === defaultProvider);
  if (model === defaultModel) return priced({ provider: defaultProvider, model }, standard, choice);
  const candidates = [standard, ...choice.providers].filter((provider) => provider !== undefined);
  const provider = candidates.find(({ configured, vendor }) => configured && isPriced(vendor, model, choice));
  if (!provider) throw unknownModel();
  return { provider: provider.name, model };
}

/** A provider that is not there or has no key is the registry's to refuse: it knows which ones are. */
function chooseOf(name: string, asked: string | undefined, choice: ModelChoice): ChosenModel {
  const { defaultProvider, defaultModel } = choice.defaults;
  const provider = choice.providers.find((other) => other.name === name);
  const standard = choice.providers.find((other) => other.name === defaultProvider);
  const usual =
    provider === undefined || provider.vendor === (standard?.vendor ?? defaultProvider)
      ? defaultModel
      : USUAL_MODELS[provider.vendor];
  return priced({ provider: name, model: asked ?? usual }, provider, choice);
}

function priced(chosen: ChosenModel, provider: ProviderInfo | undefined, choice: ModelChoice): ChosenModel {
  if (provider && !isPriced(provider.vendor, chosen.model, choice)) throw unknownModel();
  return chosen;
}

/** Whether the price list knows the model of this vendor: without a price nothing is sent. */
export function isPriced(vendor: string, model: string, { prices, now }: ModelChoice): boolean {
  try {
    prices.priceOf(vendor, model, now);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.kind === 'unprocessable') return false;
    throw error;
  }
}

function unknownModel(): AppError {
  return new AppError(
    'unprocessable',
    'unknown-model',
    'No provider here has a model of this name and a price for it.',
    {
      errors: [{ field: 'options.model', message: 'Choose one that may be used now: see GET /v1/models.' }],
    },
  );
}
