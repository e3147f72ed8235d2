const LIMITS = Object.entries({
  'openai-organization': 'sandbox',
  'openai-version': '2020-10-01',
  'x-ratelimit-limit-requests': '10000',
  'x-ratelimit-limit-tokens': '2000000',
  'x-ratelimit-remaining-requests': '9999',
  'x-ratelimit-remaining-tokens': '1999000',
  'x-ratelimit-reset-requests': '6ms',
  'x-ratelimit-reset-tokens': '30ms',
}).flat();

/** The headers OpenAI sends, names and values in turn. The limits never run low. */
export function openaiHeaders(id: string, elapsed: number): string[] {
  return ['x-request-id', id, 'openai-processing-ms', String(Math.round(elapsed)), ...LIMITS];
}
