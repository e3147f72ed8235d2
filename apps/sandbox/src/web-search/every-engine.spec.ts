import { Global, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { AppConfig, Clock, loadConfig } from '@app/platform';
import { FakeClock } from '@app/platform/testing';
import { SearchEngine, SearchModule } from '@app/search';
import type { TestSandbox } from '../testing.js';
import { README, startWithTwoPackages } from './two-packages.contract.js';

// What is real: both sides of the wire. The service's own engines search in the sandbox, each in its format.
describe('every search engine of the service', () => {
  let sandbox: TestSandbox;
  let stop: () => Promise<void>;
  let app: TestingModule | undefined;
  beforeAll(async () => {
    ({ sandbox, stop } = await startWithTwoPackages());
  });
  beforeEach(() => sandbox.clean());
  afterEach(() => app?.close());
  afterAll(() => stop());

  async function engineOf(env: Record<string, string>): Promise<SearchEngine> {
    @Global()
    @Module({
      providers: [
        { provide: AppConfig, useValue: loadConfig(env) },
        { provide: Clock, useValue: new FakeClock() },
      ],
      exports: [AppConfig, Clock],
    })
    class Floor {}
    app = await Test.createTestingModule({ imports: [Floor, SearchModule] }).compile();
    return app.get(SearchEngine, { strict: false });
  }

  const QUESTION = { query: 'When does the breaker open?', limit: 3, attemptId: 'attempt-1' };

  it.each([
    ['sandbox', 'searxng'],
    ['brave', 'brave'],
    ['tavily', 'tavily'],
    ['openai', 'openai'],
    ['anthropic', 'anthropic'],
  ])('finds the page with %s, and is billed what it says', async (provider, vendor) => {
    const engine = await engineOf({ SEARCH_PROVIDER: provider, SANDBOX_URL: sandbox.url });
    const result = await engine.search({ ...QUESTION, recency: 'year', deny: ['example.com'] });
    expect(engine.name).toBe('sandbox');
    expect(result.degraded).toBe(false);
    expect(result.hits).toHaveLength(1);
    expect(result.hits[0]).toMatchObject({
      canonicalUrl: README,
      title: 'Opening · breaker',
      snippet: expect.stringContaining('The breaker opens after five failures in a row.'),
    });
    expect(result.billedRequests).toBe(1);
    const { usage, ...line } = await sandbox.lastEnded();
    expect(line).toMatchObject({ vendor, attempt_id: 'attempt-1', outcome: 'completed' });
    const { modelUsage } = result;
    expect(usage).toMatchObject(
      modelUsage
        ? { input_tokens: modelUsage.inputUncached, output_tokens: modelUsage.output }
        : { search_requests: 1 },
    );
  });

  it.each([
    [{ SEARCH_PROVIDER: 'brave', BRAVE_API_KEY: 'k' }, 'BRAVE_URL', ''],
    [{ SEARCH_PROVIDER: 'tavily', TAVILY_API_KEY: 'k' }, 'TAVILY_URL', ''],
    [{ SEARCH_PROVIDER: 'openai', OPENAI_API_KEY: 'k' }, 'OPENAI_BASE_URL', '/v1'],
    [
      { SEARCH_PROVIDER: 'anthropic', ANTHROPIC_API_KEY: 'k', DEFAULT_LLM_PROVIDER: 'anthropic' },
      'ANTHROPIC_BASE_URL',
      '',
    ],
  ])('goes under its own name with %j', async (env, variable, path) => {
    const engine = await engineOf({ ...env, [variable]: `${sandbox.url}${path}` });
    expect(engine.name).toBe(env.SEARCH_PROVIDER);
    expect((await engine.search({ ...QUESTION, allow: ['example.com'] })).hits).toHaveLength(1);
  });
});
