import { ConfigError, type AppConfig, type Clock, type ProviderAccess } from '@app/platform';
import type { Dispatcher } from 'undici';
import { AnthropicSearchEngine } from './anthropic/anthropic-search-engine.js';
import { BraveSearchEngine } from './brave/brave-search-engine.js';
import { OpenAiSearchEngine } from './openai/openai-search-engine.js';
import type { SearchEngine } from './search-engine.js';
import type { WireOptions } from './search-wire.js';
import { SearxngSearchEngine } from './searxng/searxng-search-engine.js';
import { TavilySearchEngine } from './tavily/tavily-search-engine.js';

/** The engine that configuration names. Throws a `ConfigError`, at boot, where it cannot be had. */
export function createSearchEngine(config: AppConfig, dispatcher: Dispatcher, clock: Clock): SearchEngine {
  const { provider, timeoutMs, model } = config.search;
  const wire = { timeoutMs, dispatcher, clock };
  switch (provider) {
    case 'sandbox':
      return new SearxngSearchEngine({ ...wire, name: 'sandbox', baseUrl: config.sandbox.url });
    case 'searxng':
      return new SearxngSearchEngine({ ...wire, name: 'searxng', baseUrl: searxngUrl(config) });
    case 'brave':
      return new BraveSearchEngine({ ...wire, ...accessTo(provider, config) });
    case 'tavily':
      return new TavilySearchEngine({ ...wire, ...accessTo(provider, config) });
    case 'openai':
      return new OpenAiSearchEngine({ ...wire, ...accessTo(provider, config), model });
    default:
      return new AnthropicSearchEngine({ ...wire, ...accessTo(provider, config), model });
  }
}

type KeyedVendor = 'brave' | 'tavily' | 'openai' | 'anthropic';

interface Vendor {
  readonly variable: string;
  readonly address: string;
  /** What the sandbox's address is followed by, so that it is one of this vendor's. */
  readonly sandboxPath: string;
  readonly set: (config: AppConfig) => ProviderAccess;
}

const VENDORS: Readonly<Record<KeyedVendor, Vendor>> = {
  brave: {
    variable: 'BRAVE_API_KEY',
    address: 'https://api.search.brave.com',
    sandboxPath: '',
    set: ({ search }) => ({ apiKey: search.braveApiKey, baseUrl: search.braveUrl }),
  },
  tavily: {
    variable: 'TAVILY_API_KEY',
    address: 'https://api.tavily.com',
    sandboxPath: '',
    set: ({ search }) => ({ apiKey: search.tavilyApiKey, baseUrl: search.tavilyUrl }),
  },
  openai: {
    variable: 'OPENAI_API_KEY',
    address: 'https://api.openai.com/v1',
    sandboxPath: '/v1',
    set: ({ providers }) => providers.openai,
  },
  anthropic: {
    variable: 'ANTHROPIC_API_KEY',
    address: 'https://api.anthropic.com',
    sandboxPath: '',
    set: ({ providers }) => providers.anthropic,
  },
};

type Access = Pick<WireOptions, 'name' | 'baseUrl'> & { readonly apiKey: string };

/** With a key the vendor; without one the sandbox, under its own name, wherever that answers at all. */
function accessTo(provider: KeyedVendor, config: AppConfig): Access {
  const vendor = VENDORS[provider];
  const { apiKey, baseUrl } = vendor.set(config);
  if (apiKey !== null) return { name: provider, apiKey, baseUrl: baseUrl ?? vendor.address };
  const { answers, url } = config.sandbox;
  if (answers) return { name: 'sandbox', apiKey: 'sandbox', baseUrl: `${url}${vendor.sandboxPath}` };
  throw notSet(vendor.variable, `SEARCH_PROVIDER ${provider} needs it`);
}

function searxngUrl({ search }: AppConfig): string {
  if (search.searxngUrl === null) throw notSet('SEARXNG_URL', 'give the address of your SearXNG');
  return search.searxngUrl;
}

function notSet(variable: string, remedy: string): ConfigError {
  return new ConfigError([{ variable, problem: 'is not set', remedy }]);
}
