const MODELS = [
  ['gpt-4o', 1715367049],
  ['gpt-4o-mini', 1721172741],
  ['gpt-4.1', 1744316542],
  ['gpt-4.1-mini', 1744318173],
  ['gpt-4.1-nano', 1744321707],
  ['o3', 1744225308],
  ['o4-mini', 1744225351],
  ['gpt-5', 1754425777],
  ['gpt-5-mini', 1754425928],
  ['gpt-5-nano', 1754426384],
] as const;

const describe = (id: string, created: number): object => ({
  id,
  object: 'model',
  created,
  owned_by: 'sandbox',
});

/** `GET /v1/models` in OpenAI's style; any other name works too. */
export const openaiModels = (): object => ({
  object: 'list',
  data: MODELS.map(([id, created]) => describe(id, created)),
});

export const openaiModel = (id: string): object =>
  describe(id, MODELS.find(([known]) => known === id)?.[1] ?? 0);
