import { type PriceOverride, SEARCH } from './price-overrides.js';

/**
 * List prices of the search engines, which no package carries. Self-hosted ones are written down as free.
 * - Brave: 5 USD per 1,000 requests (https://brave.com/search/api/)
 * - Tavily: 0.008 USD a credit, one credit a basic search (https://docs.tavily.com/documentation/api-credits)
 * - OpenAI and Anthropic: 10 USD per 1,000 web searches (see `completeRates`)
 */
export const SEARCH_FEES: readonly PriceOverride[] = [
  fee('sandbox', '0'),
  fee('searxng', '0'),
  fee('brave', '5'),
  fee('tavily', '8'),
  fee('openai', '10'),
  fee('anthropic', '10'),
];

function fee(provider: string, perThousand: string): PriceOverride {
  return {
    provider,
    model: SEARCH,
    search_per_thousand: perThousand,
    effective_from: '2026-01-01',
    recorded_at: '2026-11-22T00:00:00Z',
  };
}
