import { AppError, type AppConfig } from '@app/platform';
import type { PriceBook } from '@app/cost';
import type { ProviderInfo } from '@app/providers';
import type { QuestionOptions } from '../question.js';
import { suggestModel } from './suggest-model.js';

export interface ChosenModel {
  /** As the registry names it. */
  readonly provider: string;
  readonly model: string;
}

/** What a model is called and what it costs. */
export type ModelPrices = Pick<PriceBook, 'entryOf' | 'models' | 'nameOf' | 'priceOf'>;

export interface ModelChoice {
  readonly providers: readonly ProviderInfo[];
  readonly prices: ModelPrices;
  readonly defaults: Pick<AppConfig['providers'], 'defaultProvider' | 'defaultModel'>;
  /** What configuration names to stand in; null: the comparable one. */
  readonly fallbackModel: string | null;
  /** Milliseconds since the epoch: prices change. */
  readonly now: number;
}

/** What a provider answers with when it was chosen and no model was: its small one. */
const USUAL_MODELS = { openai: 'gpt-4o-mini', anthropic: 'claude-haiku-4-5' } as const;

/**
 * Who is to answer, and with which model, by its one name: the provider that was asked for; for the default model
 * the default provider; else the one who has a model of this name and a price for it. Throws `unknown-model` when
 * nobody does: without a price nothing is sent.
 */
export function chooseModel(options: QuestionOptions, choice: ModelChoice): ChosenModel {
  const { defaultProvider, defaultModel } = choice.defaults;
  if (options.provider !== undefined) return chooseOf(options.provider, options.model, choice);
  const asked = options.model ?? defaultModel;
  const standard = choice.providers.find(({ name }) => name === defaultProvider);
  if (!standard && asked === defaultModel) return { provider: defaultProvider, model: asked };
  const usual = standard && nameOf(standard.vendor, defaultModel, choice);
  if (standard && usual && nameOf(standard.vendor, asked, choice) === usual)
    return { provider: defaultProvider, model: usual };
  for (const provider of standard ? [standard, ...choice.providers] : choice.providers) {
    const model = provider.configured ? nameOf(provider.vendor, asked, choice) : null;
    if (model !== null) return { provider: provider.name, model };
  }
  throw unknownModel(asked, choice);
}

/** A provider that is not there or has no key is the registry's to refuse: it knows which ones are. */
function chooseOf(name: string, asked: string | undefined, choice: ModelChoice): ChosenModel {
  const { defaultProvider, defaultModel } = choice.defaults;
  const provider = choice.providers.find((other) => other.name === name);
  if (!provider) return { provider: name, model: asked ?? defaultModel };
  const standard = choice.providers.find((other) => other.name === defaultProvider);
  const isUsual = provider.vendor === (standard?.vendor ?? defaultProvider);
  const wanted = asked ?? (isUsual ? defaultModel : USUAL_MODELS[provider.vendor]);
  const model = nameOf(provider.vendor, wanted, choice);
  if (model === null) throw unknownModel(wanted, choice);
  return { provider: name, model };
}

/**
 * The one name of a vendor's model that has a price now; null: there is none. What configuration names needs no more
 * than a price: whoever wrote it there knows the model.
 */
export function nameOf(vendor: string, model: string, choice: ModelChoice): string | null {
  const isConfigured = model === choice.defaults.defaultModel || model === choice.fallbackModel;
  const name = choice.prices.nameOf(vendor, model) ?? (isConfigured ? model : null);
  return name !== null && isPriced(vendor, name, choice) ? name : null;
}

/** Whether the price list knows the model of this vendor: without a price nothing is sent. */
function isPriced(vendor: string, model: string, { prices, now }: ModelChoice): boolean {
  try {
    prices.priceOf(vendor, model, now);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.kind === 'unprocessable') return false;
    throw error;
  }
}

function unknownModel(asked: string, { providers, prices, now }: ModelChoice): AppError {
  const vendors = new Set(providers.filter(({ configured }) => configured).map(({ vendor }) => vendor));
  const listed = [...vendors].flatMap((vendor) => prices.models(vendor, now).map(({ model }) => model));
  const meant = suggestModel(asked, listed);
  const remedy = 'Choose one that may be used now: see GET /v1/models.';
  return new AppError(
    'unprocessable',
    'unknown-model',
    'No provider here has a model of this name and a price for it.',
    {
      errors: [
        { field: 'options.model', message: meant === null ? remedy : `Did you mean "${meant}"? ${remedy}` },
      ],
    },
  );
}
