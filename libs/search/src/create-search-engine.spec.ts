import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AppConfig, Clock, ConfigError, type SearchProviderName } from '@app/platform';
import { FakeClock } from '@app/platform/testing';
import { CannedServer, recorded } from './canned-server.contract.js';
import { SearchCache } from './cache/search-cache.js';
import { createSearchEngine } from './create-search-engine.js';
import { createSearchAgent } from './search-agent.js';
import { CONTRACT_SEARCH } from './search-engine.contract.js';
import { SearchEngine } from './search-engine.js';
import { SearchModule } from './search.module.js';

interface Given {
  readonly search?: Partial<AppConfig['search']>;
  readonly providers?: object;
  readonly answers?: boolean;
}

const NO_ACCESS = { apiKey: null, baseUrl: null };
const NOTHING_SET = {
  searxngUrl: null,
  braveApiKey: null,
  braveUrl: null,
  tavilyApiKey: null,
  tavilyUrl: null,
  model: 'small',
  timeoutMs: 5000,
};

function config(provider: SearchProviderName, sandboxUrl: string, given: Given = {}): AppConfig {
  return {
    search: { ...NOTHING_SET, provider, ...given.search },
    providers: { openai: NO_ACCESS, anthropic: NO_ACCESS, ...given.providers },
    sandbox: { answers: given.answers ?? false, port: 8100, url: sandboxUrl },
  } as unknown as AppConfig;
}

describe(createSearchEngine.name, () => {
  const server = new CannedServer();
  const agent = createSearchAgent();
  const make = (configuration: AppConfig) => createSearchEngine(configuration, agent, new FakeClock());
  beforeAll(() => server.start());
  afterAll(async () => {
    await agent.destroy();
    await server.stop();
  });

  it.each([
    ['sandbox', '/search', 'searxng', () => ({})],
    ['searxng', '/searx/search', 'searxng', (url: string) => ({ search: { searxngUrl: `${url}/searx` } })],
    [
      'brave',
      '/res/v1/web/search',
      'brave',
      (url: string) => ({ search: { braveApiKey: 'k', braveUrl: `${url}/` } }),
    ],
    ['tavily', '/search', 'tavily', (url: string) => ({ search: { tavilyApiKey: 'k', tavilyUrl: url } })],
    [
      'openai',
      '/v1/responses',
      'openai',
      (url: string) => ({ providers: { openai: { apiKey: 'k', baseUrl: `${url}/v1` } } }),
    ],
    [
      'anthropic',
      '/v1/messages',
      'anthropic',
      (url: string) => ({ providers: { anthropic: { apiKey: 'k', baseUrl: url } } }),
    ],
  ] as const)('searches with %s at its address', async (provider, path, wire, given) => {
    server.answer = recorded('results', wire);
    const made = make(config(provider, server.url, given(server.url)));
    const { hits } = await made.search(CONTRACT_SEARCH);
    expect(made.name).toBe(provider);
    expect(hits[0]?.engine.split(':')[0]).toBe(provider);
    expect(server.requests.at(-1)?.url.pathname).toBe(path);
  });

  it.each([
    ['brave', '/res/v1/web/search'],
    ['tavily', '/search'],
    ['openai', '/v1/responses'],
    ['anthropic', '/v1/messages'],
  ] as const)('lets the sandbox speak for %s where it has no key, and says so', async (provider, path) => {
    server.answer = recorded('results', provider);
    const made = make(config(provider, server.url, { answers: true }));
    const { hits } = await made.search(CONTRACT_SEARCH);
    expect([made.name, hits[0]?.engine]).toEqual(['sandbox', 'sandbox']);
    expect(server.requests.at(-1)?.url.pathname).toBe(path);
  });

  it('has the model of configuration search', () => {
    const made = make(config('openai', server.url, { answers: true, search: { model: 'gpt-5-mini' } }));
    expect(made.modelCall?.model).toBe('gpt-5-mini');
  });

  it.each([
    ['searxng', 'SEARXNG_URL'],
    ['brave', 'BRAVE_API_KEY'],
    ['tavily', 'TAVILY_API_KEY'],
    ['openai', 'OPENAI_API_KEY'],
    ['anthropic', 'ANTHROPIC_API_KEY'],
  ] as const)('refuses to start with %s and names %s', (provider, variable) => {
    const start = () => make(config(provider, server.url));
    expect(start).toThrow(ConfigError);
    expect(start).toThrow(variable);
  });
});

describe(SearchModule.name, () => {
  it('offers the engine from configuration and gives its sockets back at the end', async () => {
    @Global()
    @Module({
      providers: [
        { provide: AppConfig, useValue: config('sandbox', 'http://127.0.0.1:9') },
        { provide: Clock, useValue: new FakeClock() },
      ],
      exports: [AppConfig, Clock],
    })
    class Floor {}
    const app = await Test.createTestingModule({ imports: [Floor, SearchModule] }).compile();
    const engine = app.get(SearchEngine, { strict: false });
    expect(app.get(SearchCache, { strict: false }).through(engine, 'acme').name).toBe('sandbox');
    await app.close();
    await expect(engine.search(CONTRACT_SEARCH)).rejects.toMatchObject({
      engine: 'sandbox',
      code: 'search-unanswered',
    });
  });
});
