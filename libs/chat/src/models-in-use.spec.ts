import { PriceBook } from '@app/cost';
import type { AppConfig } from '@app/platform';
import { FakeClock } from '@app/platform/testing';
import { ModelRegistry } from '@app/providers';
import { FakeChatModel } from '@app/providers/testing';
import { CONFIG } from './answering/asking.contract.js';
import { ModelsInUse } from './models-in-use.js';

describe(ModelsInUse.name, () => {
  const create = () => new FakeChatModel();
  const registry = new ModelRegistry([
    { name: 'openai', vendor: 'openai', create },
    { name: 'anthropic', vendor: 'anthropic', create: null },
    { name: 'sandbox', vendor: 'openai', create },
  ]);
  const models = new ModelsInUse(registry, new PriceBook(), CONFIG as unknown as AppConfig, new FakeClock());

  it('lists what has a key and a price, the default first, each once', () => {
    const list = models.list();
    expect(list[0]).toEqual({
      id: 'gpt-4o-mini',
      provider: 'openai',
      default: true,
      prices_per_million_tokens: { input: '0.15', cached_input: '0.075', cache_write: '0.15', output: '0.6' },
    });
    expect(list.filter((model) => model.default)).toHaveLength(1);
    expect(new Set(list.map(({ provider }) => provider))).toEqual(new Set(['openai']));
    expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
  });

  it('lists what can be chatted with alone, by names that can be asked for', () => {
    const names = models.list().map(({ id }) => id);
    expect(names).toEqual(expect.arrayContaining(['gpt-4o', 'gpt-4.1-mini', 'o3']));
    expect(
      names.filter((name) => /image|tts|audio|realtime|embed|davinci|codex|ft[:-]|-$/.test(name)),
    ).toEqual([]);
  });
});
