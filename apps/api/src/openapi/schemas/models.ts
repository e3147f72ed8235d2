import { decimal, listOf, object, text } from './schema.js';

export const ModelList = object({
  models: listOf(
    object({
      id: text,
      provider: text,
      default: { type: 'boolean' },
      prices_per_million_tokens: object({
        input: decimal,
        cached_input: decimal,
        cache_write: decimal,
        output: decimal,
      }),
    }),
  ),
});
