/** The words in which bodies are described, as OpenAPI 3.1 (JSON Schema 2020-12). */
export type Schema = Readonly<Record<string, unknown>>;

export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

export const text = { type: 'string' };
export const count = { type: 'integer', minimum: 0 };
export const decimal = {
  type: 'string',
  pattern: '^\\d+(\\.\\d+)?$',
  description: 'USD, an exact decimal.',
  examples: ['0.0000425'],
};
export const time = { type: 'string', format: 'date-time' };
export const listOf = (items: Schema) => ({ type: 'array', items });
export const timeOrNull = { type: ['string', 'null'], format: 'date-time' };
export const contentHash = {
  type: 'string',
  pattern: '^sha256:[0-9a-f]{64}$',
  description: 'Of the page’s text in UTF-8, as it was read at `fetched_at`.',
};

export const quote = {
  type: ['string', 'null'],
  description: 'The passage of the source that carries the claim; null where none does.',
};

/** An object whose fields are all there, but for those of `optional`. */
export function object(
  properties: Record<string, Schema>,
  optional: Record<string, Schema> = {},
  description?: string,
) {
  return {
    type: 'object',
    ...(description ? { description } : {}),
    required: Object.keys(properties),
    properties: { ...properties, ...optional },
  };
}
