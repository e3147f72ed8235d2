import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AppConfig, Clock, ConfigError, type SearchProviderName } from '@app/platform';
import { FakeClock } from '@app/platform/testing';
import { CannedServer, recorded } from './canned-server.contract.js';
import { createSearchEngine } from './create-search-engine.js';
import { createSearchAgent } from './search-agent.js';
import { CONTRACT_SEARCH } from './search-engine.contract.js';
import { SearchEngine } from './search-engine.js';
import { SearchModule } from './search.module.js';

function config(
  provider: SearchProviderName,
  sandboxUrl: string,
  searxngUrl: string | null = null,
): AppConfig {
  return {
    search: { provider, searxngUrl, timeoutMs: 5000 },
    sandbox: { answers: true, port: 8100, url: sandboxUrl },
  } as unknown as AppConfig;
}

describe(createSearchEngine.name, () => {
  const server = new CannedServer();
  const agent = createSearchAgent();
  beforeAll(() => server.start());
  afterAll(async () => {
    await agent.destroy();
    await server.stop();
  });

  it.each([
    ['sandbox', 'sandbox:github', '/search'],
    ['searxng', 'searxng:github', '/searx/search'],
  ] as const)('searches with %s at its address', async (provider, engine, path) => {
    server.answer = recorded('results');
    const made = createSearchEngine(
      config(provider, server.url, `${server.url}/searx`),
      agent,
      new FakeClock(),
    );
    const { hits } = await made.search(CONTRACT_SEARCH);
    expect(made.name).toBe(provider);
    expect(hits[0]?.engine).toBe(engine);
    expect(server.requests.at(-1)?.url.pathname).toBe(path);
  });

  it.each([
    ['searxng', 'SEARXNG_URL'],
    ['brave', 'SEARCH_PROVIDER'],
    ['tavily', 'SEARCH_PROVIDER'],
    ['openai', 'SEARCH_PROVIDER'],
    ['anthropic', 'SEARCH_PROVIDER'],
  ] as const)('refuses to start with %s and names %s', (provider, variable) => {
    const start = () => createSearchEngine(config(provider, server.url), agent, new FakeClock());
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
    await app.close();
    await expect(engine.search(CONTRACT_SEARCH)).rejects.toMatchObject({
      engine: 'sandbox',
      code: 'search-unanswered',
    });
  });
});
