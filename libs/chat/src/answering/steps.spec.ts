import { PriceBook } from '@app/cost';
import { AppError } from '@app/platform';
import type { ProviderInfo } from '@app/providers';
import { CONFIG } from './asking.contract.js';
import { chooseModel, type ModelChoice } from './choose-model.js';
import { effectiveOptions } from './effective-options.js';
import { failureOf } from './outcome.js';
import { StoppableAnswers } from './stoppable-answers.js';
import { titleOf } from './title.js';

const OPENAI: ProviderInfo = { name: 'openai', vendor: 'openai', configured: true };
const ANTHROPIC: ProviderInfo = { name: 'anthropic', vendor: 'anthropic', configured: true };

function choice(more: Partial<ModelChoice> = {}): ModelChoice {
  return {
    providers: [OPENAI, ANTHROPIC],
    prices: new PriceBook(),
    defaults: CONFIG.providers,
    fallbackModel: null,
    now: Date.UTC(2026, 10, 22),
    ...more,
  };
}

describe(chooseModel.name, () => {
  it.each([
    ['nothing is asked for', {}, { provider: 'openai', model: 'gpt-4o-mini' }],
    ['the default model is', { model: 'gpt-4o-mini' }, { provider: 'openai', model: 'gpt-4o-mini' }],
    ['another of its models is', { model: 'gpt-4o' }, { provider: 'openai', model: 'gpt-4o' }],
    [
      'a model of another provider is',
      { model: 'claude-haiku-4-5' },
      { provider: 'anthropic', model: 'claude-haiku-4-5' },
    ],
    ['the default provider is', { provider: 'openai' }, { provider: 'openai', model: 'gpt-4o-mini' }],
    ['another provider is', { provider: 'anthropic' }, { provider: 'anthropic', model: 'claude-haiku-4-5' }],
    [
      'both are',
      { provider: 'anthropic', model: 'claude-haiku-4-5' },
      { provider: 'anthropic', model: 'claude-haiku-4-5' },
    ],
    [
      'an unknown provider is, for the registry to refuse',
      { provider: 'x' },
      { provider: 'x', model: 'gpt-4o-mini' },
    ],
  ])('chooses when %s', (_, options, chosen) => {
    expect(chooseModel(options, choice())).toEqual(chosen);
  });

  it.each([
    [{ model: 'gpt-404' }, choice()],
    [{ provider: 'anthropic', model: 'gpt-4o' }, choice()],
    [{ model: 'claude-haiku-4-5' }, choice({ providers: [OPENAI, { ...ANTHROPIC, configured: false }] })],
    [{}, choice({ defaults: { ...CONFIG.providers, defaultModel: 'gpt-404' } })],
  ])('refuses %j, which nobody here has a price for, and says where models are listed', (options, given) => {
    expect(() => chooseModel(options, given)).toThrow(
      expect.objectContaining({
        kind: 'unprocessable',
        code: 'unknown-model',
        errors: [{ field: 'options.model', message: expect.stringContaining('GET /v1/models') as string }],
      }),
    );
  });

  it.each([
    [{ model: 'GPT-4o-Mini' }, { provider: 'openai', model: 'gpt-4o-mini' }],
    [{ model: 'GPT-4o' }, { provider: 'openai', model: 'gpt-4o' }],
    [{ model: 'Claude-Haiku-4-5-20251001' }, { provider: 'anthropic', model: 'claude-haiku-4-5-20251001' }],
    [
      { provider: 'anthropic', model: 'CLAUDE-HAIKU-4-5' },
      { provider: 'anthropic', model: 'claude-haiku-4-5' },
    ],
  ])(
    'must not let a client have a breaker, label or budget of its own by spelling: %j',
    (options, chosen) => {
      expect(chooseModel(options, choice())).toEqual(chosen);
    },
  );

  it.each([
    [{ model: 'claude-haiku-4-5-zzz' }, '"claude-haiku-4-5"'],
    [{ provider: 'anthropic', model: 'claude-haiku-4-5-zzz' }, '"claude-haiku-4-5"'],
    [{ model: 'gpt-4o-mni' }, '"gpt-4o-mini"'],
  ])('must not take a made-up name for a model because a price pattern fits: %j', (options, meant) => {
    expect(() => chooseModel(options, choice())).toThrow(
      expect.objectContaining({
        code: 'unknown-model',
        errors: [{ field: 'options.model', message: expect.stringContaining(meant) as string }],
      }),
    );
  });

  it('takes the name that configuration has for the default model as long as it has a price', () => {
    const defaultModel = 'ft:gpt-4o-mini-2024-07-18:acme::x';
    const given = choice({ defaults: { ...CONFIG.providers, defaultModel } });
    expect(chooseModel({}, given)).toEqual({ provider: 'openai', model: defaultModel });
  });

  it('does not take a fault of the price book for an unknown model', () => {
    const prices = {
      nameOf: (_: string, model: string) => model,
      entryOf: (_: string, model: string) => model,
      models: () => [],
      priceOf: () => {
        throw new TypeError('broken');
      },
    };
    expect(() => chooseModel({}, choice({ prices }))).toThrow('broken');
  });
});

const GPT = { vendor: 'openai', model: 'gpt-4o-mini' } as const;

describe(effectiveOptions.name, () => {
  it.each([
    [GPT, 0.3],
    [{ vendor: 'openai', model: 'o3' } as const, null],
    [{ vendor: 'anthropic', model: 'claude-haiku-4-5' } as const, null],
  ])('must not tell of a temperature that is never sent: %j', (model, temperature) => {
    expect(effectiveOptions({ temperature: 0.3 }, true, model)).toMatchObject({ temperature });
  });

  it('fills in what was left out', () => {
    expect(effectiveOptions({}, true, GPT)).toEqual({
      search_enabled: true,
      search_domains: [],
      search_recency: null,
      max_tokens: 4_096,
      temperature: null,
    });
  });
});

describe(titleOf.name, () => {
  it.each([
    ['  Why is\n the sky blue? ', 'Why is the sky blue?'],
    [`Why ${'is '.repeat(40)}`, `Why${' is'.repeat(18)}…`],
    [`${'x'.repeat(59)}😀`, `${'x'.repeat(59)}…`],
    ['x'.repeat(100), `${'x'.repeat(60)}…`],
  ])('makes of %j a line', (message, title) => {
    expect(titleOf(message)).toBe(title);
  });
});

describe(failureOf.name, () => {
  it('carries all an error says to a client, and not its cause', () => {
    const error = new AppError('validation-failed', 'x', 'Wrong.', {
      cause: new Error('secret'),
      retryAfterSeconds: 2,
      extensions: { a: 1 },
      errors: [{ field: 'f', message: 'm' }],
    });
    expect(failureOf(error)).toEqual({
      kind: 'validation-failed',
      code: 'x',
      detail: 'Wrong.',
      retry_after: 2,
      extensions: { a: 1 },
      errors: [{ field: 'f', message: 'm' }],
    });
  });
});

describe(StoppableAnswers.name, () => {
  it('refuses an answer too many instead of growing without end', () => {
    const running = new StoppableAnswers();
    for (let count = 0; count < 10_000; count++) running.start(String(count), 'o', new AbortController());
    expect(() => running.start('one more', 'o', new AbortController())).toThrow(
      expect.objectContaining({ kind: 'service-unavailable', code: 'too-many-answers' }),
    );
    running.end('0');
    running.start('one more', 'o', new AbortController());
    expect(running.size).toBe(10_000);
  });
});
