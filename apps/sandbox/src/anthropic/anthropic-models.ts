const MODELS = [
  ['claude-opus-4-1-20250805', 'Claude Opus 4.1', '2025-08-05T00:00:00Z'],
  ['claude-sonnet-4-5-20250929', 'Claude Sonnet 4.5', '2025-09-29T00:00:00Z'],
  ['claude-haiku-4-5-20251001', 'Claude Haiku 4.5', '2025-10-15T00:00:00Z'],
] as const;

const describe = (id: string, name: string, created: string): object => ({
  type: 'model',
  id,
  display_name: name,
  created_at: created,
  lifecycle: 'active',
  max_input_tokens: 200_000,
  max_tokens: 64_000,
});

/** `GET /v1/models` in Anthropic's style; any other name works too. */
export const anthropicModels = (): object => ({
  data: MODELS.map((model) => describe(model[0], model[1], model[2])),
  has_more: false,
  first_id: MODELS[0][0],
  last_id: MODELS.at(-1)?.[0],
});

export function anthropicModel(id: string): object {
  const known = MODELS.find((model) => model[0] === id);
  return known ? describe(known[0], known[1], known[2]) : describe(id, id, '1970-01-01T00:00:00Z');
}
