import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AppConfig, Clock } from '@app/platform';
import { FakeClock } from '@app/platform/testing';
import { CITED_REQUEST, CONTRACT_REQUEST, CONTRACT_TEXT, hear, textOf } from './chat-model.contract.js';
import { createModelRegistry } from './create-model-registry.js';
import { createAgent, createLeanFetch } from './lean-fetch.js';
import { ModelRegistry } from './model-registry.js';
import { ProvidersModule } from './providers.module.js';
import { fixture, ReplayServer } from './replay-server.contract.js';

interface Given {
  readonly openaiKey?: string;
  readonly anthropicKey?: string;
  readonly openaiUrl?: string;
  readonly sandbox?: string;
  readonly nativeCitations?: boolean;
}

function config({ openaiKey, anthropicKey, openaiUrl, sandbox, nativeCitations = true }: Given): AppConfig {
  return {
    providers: {
      defaultProvider: 'anthropic',
      defaultModel: 'claude-sonnet-5-5',
      fallbackProvider: null,
      openai: { apiKey: openaiKey ?? null, baseUrl: openaiUrl ?? null },
      anthropic: { apiKey: anthropicKey ?? null, baseUrl: null },
    },
    anthropic: { nativeCitations },
    features: { circuitBreaker: false },
    resilience: { firstTokenMs: {} },
    sandbox: { answers: sandbox !== undefined, port: 8100, url: sandbox ?? 'http://127.0.0.1:8100' },
  } as unknown as AppConfig;
}

describe(createModelRegistry.name, () => {
  const server = new ReplayServer();
  const agent = createAgent();
  const registry = (given: Given) =>
    createModelRegistry(config(given), createLeanFetch(agent), new FakeClock());
  beforeAll(() => server.start());
  afterAll(async () => {
    await agent.destroy();
    await server.stop();
  });

  it('knows the vendors that have a key', () => {
    const { providers } = registry({ openaiKey: 'sk-1' });
    expect(providers.map(({ name, configured }) => [name, configured])).toEqual([
      ['openai', true],
      ['anthropic', false],
    ]);
  });

  it('speaks to each vendor in its own way', () => {
    const both = registry({ openaiKey: 'sk-1', anthropicKey: 'sk-2' });
    expect(both.get('openai', 'gpt-4o')).toMatchObject({
      provider: 'openai',
      vendor: 'openai',
      model: 'gpt-4o',
    });
    expect(both.get('anthropic', 'claude-x')).toMatchObject({ provider: 'anthropic', vendor: 'anthropic' });
  });

  it('reaches a compatible server at its own address', async () => {
    server.replay(fixture('openai', 'fixtures', 'answer.jsonl'));
    const model = registry({ openaiKey: 'sk-1', openaiUrl: `${server.url}/v1` }).get('openai', 'llama3.2:3b');
    const { events } = await hear(model, CONTRACT_REQUEST);
    expect(textOf(events)).toBe(CONTRACT_TEXT);
    expect(server.requests.at(-1)).toMatchObject({ path: '/v1/chat/completions', body: { max_tokens: 100 } });
  });

  it.each([
    ['openai', 'openai', '/v1/chat/completions'],
    ['anthropic', 'anthropic', '/v1/messages'],
    ['sandbox', 'anthropic', '/v1/messages'],
  ])('lets the sandbox stand in for %s on the wire of %s', async (name, vendor, path) => {
    server.replay(fixture(vendor, 'fixtures', 'answer.jsonl'));
    const model = registry({ sandbox: server.url }).get(name, 'some-model');
    expect(model).toMatchObject({ provider: 'sandbox', vendor });
    const { events } = await hear(model, CONTRACT_REQUEST);
    expect(textOf(events)).toBe(CONTRACT_TEXT);
    expect(server.requests.at(-1)?.path).toBe(path);
  });

  it.each([
    [true, 'search_result'],
    [false, undefined],
  ])('has Anthropic cite the sources itself as configuration says: %s', async (nativeCitations, type) => {
    server.replay(fixture('anthropic', 'fixtures', 'answer.jsonl'));
    const model = registry({ sandbox: server.url, nativeCitations }).get('anthropic', 'some-model');
    await hear(model, CITED_REQUEST);
    const messages = server.requests.at(-1)?.body['messages'] as { content: { type?: string }[] }[];
    expect(messages.at(-1)?.content[0]?.type).toBe(type);
  });

  it('must not answer from the sandbox when a provider has a key', () => {
    expect(() => registry({ openaiKey: 'sk-1' }).get('sandbox', 'gpt-4o')).toThrow(
      /no provider of this name/,
    );
  });
});

describe(ProvidersModule.name, () => {
  it('offers the registry from configuration and gives its sockets back at the end', async () => {
    @Global()
    @Module({
      providers: [
        { provide: AppConfig, useValue: config({ openaiKey: 'sk-1' }) },
        { provide: Clock, useValue: new FakeClock() },
      ],
      exports: [AppConfig, Clock],
    })
    class Floor {}
    const app = await Test.createTestingModule({ imports: [Floor, ProvidersModule] }).compile();
    const registry = app.get(ModelRegistry, { strict: false });
    const model = registry.get('openai', 'gpt-4o');
    await app.close();
    const { error } = await hear(model, CONTRACT_REQUEST);
    expect(error).toMatchObject({ code: 'provider-unanswered' });
  });
});
