import { AppError } from '@app/platform';
import { FakeChatModel } from './fake-chat-model.js';
import { ModelRegistry, type ProviderEntry } from './model-registry.js';

let made: string[];
const ENTRIES: ProviderEntry[] = [
  {
    name: 'openai',
    vendor: 'openai',
    create: (model) => {
      made.push(model);
      return new FakeChatModel('openai', model);
    },
  },
  { name: 'anthropic', vendor: 'anthropic', create: null },
];

function refusal(provider: string, model: string): AppError {
  try {
    new ModelRegistry(ENTRIES).get(provider, model);
  } catch (error) {
    return error as AppError;
  }
  throw new Error('It was not refused.');
}

describe(ModelRegistry.name, () => {
  beforeEach(() => {
    made = [];
  });

  it('lists who there is and who can be used', () => {
    expect(new ModelRegistry(ENTRIES).providers).toEqual([
      { name: 'openai', vendor: 'openai', configured: true },
      { name: 'anthropic', vendor: 'anthropic', configured: false },
    ]);
  });

  it('makes a model once', () => {
    const registry = new ModelRegistry(ENTRIES);
    expect(registry.get('openai', 'gpt-4o')).toBe(registry.get('openai', 'gpt-4o'));
    expect(made).toEqual(['gpt-4o']);
  });

  it('must not grow with the names that callers think up', () => {
    const registry = new ModelRegistry(ENTRIES);
    const first = registry.get('openai', 'model-0');
    for (let index = 1; index <= 256; index += 1) registry.get('openai', `model-${index}`);
    expect(registry.get('openai', 'model-0')).not.toBe(first);
  });

  it('refuses a provider without a key and names the remedy', () => {
    expect(refusal('anthropic', 'claude')).toMatchObject({
      kind: 'unprocessable',
      code: 'provider-not-configured',
      errors: [
        {
          field: 'options.provider',
          message: expect.stringMatching(/Use one of: openai.*ANTHROPIC_API_KEY/),
        },
      ],
    });
  });

  it('refuses a provider it does not know without repeating its name', () => {
    const error = refusal('<script>', 'gpt-4o');
    expect(error).toMatchObject({
      kind: 'unprocessable',
      code: 'provider-not-configured',
      errors: [{ field: 'options.provider', message: 'Use one of: openai.' }],
    });
    expect(error.detail).not.toContain('script');
  });

  it('says so when nobody can be used', () => {
    const nobody = ENTRIES.map((entry) => ({ ...entry, create: null }));
    expect(() => new ModelRegistry(nobody).get('openai', 'gpt-4o')).toThrow('has no key');
  });

  it.each(['', 'a b', 'x'.repeat(129), 'gpt\n4', 'модель', '../../?'])(
    'refuses %j as the name of a model',
    (model) => {
      expect(refusal('openai', model)).toMatchObject({
        kind: 'validation-failed',
        errors: [{ field: 'options.model', message: expect.stringContaining('1 to 128') }],
      });
      expect(made).toEqual([]);
    },
  );

  it.each(['gpt-4o-mini', 'llama3.2:3b', 'meta/llama_3', 'ft:gpt-4o:house:x:1'])(
    'takes %s as the name of a model',
    (model) => {
      expect(new ModelRegistry(ENTRIES).get('openai', model).model).toBe(model);
    },
  );
});
