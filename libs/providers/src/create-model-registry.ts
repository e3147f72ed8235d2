import type { AppConfig, Clock, ProviderAccess, ProviderName } from '@app/platform';
import {
  AnthropicChatModel,
  createAnthropicProvider,
  type AnthropicOptions,
} from './anthropic/anthropic-chat-model.js';
import type { ChatModel, Vendor } from './chat-model.js';
import type { LeanFetch } from './lean-fetch.js';
import { ModelRegistry, type ProviderEntry } from './model-registry.js';
import { createOpenAIProvider, OpenAIChatModel } from './openai/openai-chat-model.js';
import type { ProviderAddress } from './provider-address.js';

type CreateModel = (model: string) => ChatModel;
type CreateProvider = (
  address: ProviderAddress,
  fetch: LeanFetch,
  clock: Clock,
  options: AnthropicOptions,
) => CreateModel;

/** One SDK client for each provider; a model is only a name beside it. */
const VENDORS: Readonly<Record<Vendor, CreateProvider>> = {
  openai: (address, fetch, clock) => {
    const provider = createOpenAIProvider(address, fetch, clock);
    return (model) => new OpenAIChatModel(provider, model);
  },
  anthropic: (...parts) => {
    const provider = createAnthropicProvider(...parts);
    return (model) => new AnthropicChatModel(provider, model);
  },
};

/** Each vendor's SDK puts its own paths behind its base URL. */
const SANDBOX_PATHS: Readonly<Record<Vendor, string>> = { openai: '/v1', anthropic: '' };

/**
 * With keys: the vendors that have one. When the sandbox answers, it stands in for both of them and also has
 * its own name, `sandbox`, which speaks as the default provider does.
 */
export function createModelRegistry(config: AppConfig, fetch: LeanFetch, clock: Clock): ModelRegistry {
  const { defaultProvider, openai, anthropic } = config.providers;
  const { answers, url } = config.sandbox;
  const entry = (vendor: ProviderName, access: ProviderAccess): ProviderEntry => {
    const address = answers ? sandboxAddress(vendor, url) : vendorAddress(vendor, access);
    return {
      name: vendor,
      vendor,
      create: address && VENDORS[vendor](address, fetch, clock, config.anthropic),
    };
  };
  const entries = [entry('openai', openai), entry('anthropic', anthropic)];
  const standIn = entries.find(({ vendor }) => vendor === defaultProvider);
  return new ModelRegistry(answers && standIn ? [...entries, { ...standIn, name: 'sandbox' }] : entries);
}

function sandboxAddress(vendor: Vendor, url: string): ProviderAddress {
  return { name: 'sandbox', apiKey: 'sandbox', baseUrl: `${url}${SANDBOX_PATHS[vendor]}` };
}

function vendorAddress(vendor: Vendor, { apiKey, baseUrl }: ProviderAccess): ProviderAddress | null {
  return apiKey === null ? null : { name: vendor, apiKey, baseUrl };
}
