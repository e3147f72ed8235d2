import { PriceBook, type RequestAccount } from '@app/cost';
import { ProviderError, type ProviderInfo } from '@app/providers';
import type { ChatEvent } from '../chat-event.js';
import type { ChatResponse } from '../chat-response.js';
import { Asking, CONFIG, withoutSearch } from './asking.contract.js';
import { chooseFallback, type FallbackChoice } from './choose-fallback.js';
import { composeModel } from './compose-model.js';
import { canQuote, QuotingModel } from './quoting-model.js';

const OPENAI: ProviderInfo = { name: 'openai', vendor: 'openai', configured: true };
const ANTHROPIC: ProviderInfo = { name: 'anthropic', vendor: 'anthropic', configured: true };
const FALLBACK = { ...CONFIG.providers, fallbackProvider: 'anthropic' } as const;

function choice(more: Partial<FallbackChoice> = {}): FallbackChoice {
  return {
    providers: [OPENAI, ANTHROPIC],
    prices: new PriceBook(),
    defaults: FALLBACK,
    fallbackModel: null,
    now: Date.UTC(2026, 10, 22),
    ...more,
  };
}

/** It asks for so long a wait that nobody waits where another model stands behind. */
function down(provider = 'openai', retryable = provider === 'openai'): ProviderError {
  return new ProviderError('provider-failed', 'provider-unavailable', 'It failed.', {
    provider,
    model: 'm',
    progress: 'failed',
    retryable,
    retryAfterMs: 5_000,
  });
}

function finalOf(events: readonly ChatEvent[]): ChatResponse {
  return events.at(-1)?.data as ChatResponse;
}

describe(chooseFallback.name, () => {
  it.each([
    ['a small model', { provider: 'openai', model: 'gpt-4o-mini' }, 'anthropic', 'claude-haiku-4-5'],
    ['a large model', { provider: 'openai', model: 'gpt-4o' }, 'anthropic', 'claude-sonnet-5'],
    ['the fallback’s own', { provider: 'anthropic', model: 'claude-sonnet-5' }, 'openai', 'gpt-4o-mini'],
  ])('stands behind %s with one that compares', (_, chosen, provider, model) => {
    expect(chooseFallback(chosen, choice())).toEqual({ provider, model });
  });

  it('takes the model that configuration names', () => {
    const chosen = { provider: 'openai', model: 'gpt-4o-mini' };
    expect(chooseFallback(chosen, choice({ fallbackModel: 'claude-sonnet-5' }))?.model).toBe(
      'claude-sonnet-5',
    );
  });

  it.each([
    ['none is configured', choice({ defaults: CONFIG.providers })],
    ['it has no key', choice({ providers: [OPENAI, { ...ANTHROPIC, configured: false }] })],
    ['its model has no price', choice({ fallbackModel: 'claude-404' })],
  ])('is none where %s', (_, given) => {
    expect(chooseFallback({ provider: 'openai', model: 'gpt-4o-mini' }, given)).toBeNull();
  });
});

describe(composeModel.name, () => {
  const asking = () => new Asking({}, { providers: FALLBACK });

  it('answers with the fallback, warns, and has both attempts on the account', async () => {
    const house = asking();
    house.model.fail(down());
    house.claude.answer('Blue.', { usage: { inputUncached: 10, output: 2 } });
    const response = finalOf(await house.events({ options: withoutSearch }));
    expect(response).toMatchObject({
      status: 'completed',
      message: { content: 'Blue.' },
      metadata: { provider: 'anthropic', model: 'claude-haiku-4-5', fallback: true },
      warnings: [{ code: 'fallback' }],
    });
    expect(response.warning).toContain(
      'Response generated using fallback provider due to primary service unavailability',
    );
    expect(response.metadata.attempts.map(({ provider, outcome }) => `${provider} ${outcome}`)).toEqual([
      'openai voided',
      'anthropic settled',
    ]);
  });

  it('falls back for a caller who asked for the provider, too', async () => {
    const house = asking();
    house.claude.fail(down('anthropic'));
    house.model.answer('Blue.');
    const options = { ...withoutSearch, provider: 'anthropic', model: 'claude-haiku-4-5' };
    expect(finalOf(await house.events({ options }))).toMatchObject({
      metadata: { provider: 'openai', fallback: true },
    });
  });

  it('hands the deadline down to the call', async () => {
    const house = asking();
    house.model.answer('Blue.');
    const deadline = house.clock.now() + 5_000;
    await house.events({ options: withoutSearch }, { deadline });
    expect(house.model.requests[0]).toMatchObject({ deadline });
  });

  it('fails with 503 and when to come back where nobody answers', async () => {
    const house = asking();
    house.model.fail(down());
    house.claude.fail(down('anthropic'));
    const events = await house.events({ options: withoutSearch });
    expect(events.at(-1)).toMatchObject({
      type: 'response.failed',
      data: { error: { kind: 'service-unavailable', code: 'all-providers-down', retry_after: 5 } },
    });
  });

  it('has a window that every one of its models has', () => {
    const house = asking();
    const registry = { get: (provider: string) => (provider === 'openai' ? house.model : house.claude) };
    const parts = {
      registry,
      circuits: house.circuits,
      metering: { model: <Model>(model: Model) => model },
      prices: { entryOf: (_: string, model: string) => model },
      clock: house.clock,
    };
    const account = { payer: { keyId: 'someone' } } as RequestAccount;
    const chosen = { provider: 'anthropic', model: 'claude-haiku-4-5' };
    const substitute = { provider: 'openai', model: 'gpt-4o-mini' };
    expect(composeModel(chosen, null, account, parts).window).toBe(200_000);
    expect(composeModel(chosen, substitute, account, parts).window).toBe(128_000);
  });
});

describe(QuotingModel.name, () => {
  const SKY = { url: 'https://sky.example/', title: 'Sky', snippet: 'The sky is\n[1] blue.' };
  const DEGRADED = { resilience: { ...CONFIG.resilience, degradedResponse: true } };

  it('quotes what was found, with citations and a warning, when configuration asks for it', async () => {
    const house = new Asking({}, DEGRADED);
    house.engine.find(SKY);
    house.model.fail(down('openai', false));
    const response = finalOf(await house.events());
    expect(response).toMatchObject({
      status: 'completed',
      metadata: { provider: 'none', model: 'search-results' },
      warnings: [{ code: 'degraded' }],
    });
    const { content, citations } = response.message;
    expect(content).toBe(
      "I apologize, but I'm experiencing some technical difficulties. Here's a basic response:\n\nThe sky is 1 blue. [1]",
    );
    expect(citations).toMatchObject([{ source_id: 1, url: SKY.url }]);
  });

  it.each([
    ['nothing was found', {}, DEGRADED],
    ['it is not asked for', SKY, {}],
  ])('stays an error where %s', async (_, found, more) => {
    const house = new Asking({}, more);
    if ('url' in found) house.engine.find(found);
    house.model.fail(down('openai', false));
    expect((await house.events()).at(-1)?.type).toBe('response.failed');
  });

  it('must not quote under the policy refuse what the page does not say', async () => {
    const citations = { ...CONFIG.citations, policy: 'refuse' } as const;
    const house = new Asking({}, { ...DEGRADED, citations, search: { ...CONFIG.search, pagesRead: 1 } });
    house.engine.find({ ...SKY, snippet: 'Jupiter has eighty striped rings of cheese.' });
    house.pages.give(SKY.url, { title: SKY.title, text: 'The sky is blue because air scatters light.' });
    house.model.fail(down('openai', false));
    const events = await house.events();
    expect(events.map(({ type }) => type)).not.toContain('content.delta');
    expect(events.at(-1)?.data).toMatchObject({ error: { code: 'citations-unsupported' } });
  });

  it('has nothing to say of sources without text', () => {
    expect(canQuote([])).toBe(false);
  });
});
