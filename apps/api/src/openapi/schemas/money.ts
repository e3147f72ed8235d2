import { count, decimal, listOf, object, ref, text } from './schema.js';

export const CostLine = object({ meter: text, quantity: count, unit_price: decimal, amount: decimal });

export const Usage = object({
  prompt_tokens: { ...count, description: 'All input tokens, cached ones included.' },
  completion_tokens: count,
  total_tokens: count,
  cached_prompt_tokens: count,
  cache_write_tokens: count,
  reasoning_tokens: { ...count, description: 'A part of the completion tokens.' },
  search_requests: count,
  cost_usd: { type: 'number', description: 'USD, for display.' },
  cost: decimal,
  cost_lines: listOf(ref('CostLine')),
});

export const Attempt = object({
  provider: text,
  model: text,
  outcome: text,
  duration_ms: { type: 'number' },
  cost: decimal,
});
