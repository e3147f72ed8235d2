import type { AppConfig } from '@app/platform';
import { nameOf, type ChosenModel, type ModelChoice } from './choose-model.js';

export interface FallbackChoice extends ModelChoice {
  readonly defaults: Pick<AppConfig['providers'], 'defaultProvider' | 'defaultModel' | 'fallbackProvider'>;
}

/** One small and one large model of each vendor, as the seed's matrix pairs them. */
const COMPARABLE = {
  openai: { small: 'gpt-4o-mini', large: 'gpt-4o' },
  anthropic: { small: 'claude-haiku-4-5', large: 'claude-sonnet-5' },
} as const;

/** How both vendors call their small ones. */
const SMALL = /mini|nano|haiku|small/;

/**
 * Who answers when the chosen provider does not: the fallback provider, or, for what the fallback provider
 * itself was asked for, the default one. Null: none is configured, or its model has no price.
 */
export function chooseFallback(chosen: ChosenModel, choice: FallbackChoice): ChosenModel | null {
  const { defaultProvider, fallbackProvider, defaultModel } = choice.defaults;
  if (fallbackProvider === null) return null;
  const named = (name: string) => choice.providers.find((provider) => provider.name === name);
  const vendor = named(chosen.provider)?.vendor;
  const other = [named(fallbackProvider), named(defaultProvider)].find(
    (provider) => provider?.configured && provider.vendor !== vendor,
  );
  if (!other) return null;
  const size = SMALL.test(chosen.model) ? 'small' : 'large';
  const configured = other.name === fallbackProvider ? choice.fallbackModel : defaultModel;
  const model = configured ?? COMPARABLE[other.vendor][size];
  const name = nameOf(other.vendor, model, choice);
  return name === null ? null : { provider: other.name, model: name };
}
