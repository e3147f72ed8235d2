const LIMITS = Object.entries({
  'anthropic-organization-id': '00000000-0000-4000-8000-000000000000',
  'anthropic-ratelimit-requests-limit': '4000',
  'anthropic-ratelimit-requests-remaining': '3999',
  'anthropic-ratelimit-input-tokens-limit': '2000000',
  'anthropic-ratelimit-input-tokens-remaining': '1999000',
  'anthropic-ratelimit-output-tokens-limit': '400000',
  'anthropic-ratelimit-output-tokens-remaining': '399000',
}).flat();

/** The headers Anthropic sends, names and values in turn. The limits never run low. */
export const anthropicHeaders = (id: string): string[] => ['request-id', id, ...LIMITS];
