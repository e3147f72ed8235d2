import { ConfigError, type AppConfig, type Clock } from '@app/platform';
import type { Dispatcher } from 'undici';
import type { SearchEngine } from './search-engine.js';
import { SearxngSearchEngine } from './searxng/searxng-search-engine.js';

/** The engine that configuration names. Throws a `ConfigError`, at boot, where it cannot be had. */
export function createSearchEngine(config: AppConfig, dispatcher: Dispatcher, clock: Clock): SearchEngine {
  const { timeoutMs, provider, searxngUrl } = config.search;
  const searxng = (name: string, baseUrl: string) =>
    new SearxngSearchEngine({ name, baseUrl, timeoutMs, dispatcher, clock });
  switch (provider) {
    case 'sandbox':
      return searxng('sandbox', config.sandbox.url);
    case 'searxng':
      if (searxngUrl === null)
        throw notConfigured('SEARXNG_URL', 'is not set', 'give the address of your SearXNG');
      return searxng('searxng', searxngUrl);
    default:
      throw notConfigured(
        'SEARCH_PROVIDER',
        `is ${provider}, which is not available yet`,
        'use sandbox or searxng',
      );
  }
}

function notConfigured(variable: string, problem: string, remedy: string): ConfigError {
  return new ConfigError([{ variable, problem, remedy }]);
}
