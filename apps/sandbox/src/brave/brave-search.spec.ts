import type { TestSandbox } from '../testing.js';
import { FUSE, README, startWithTwoPackages } from '../web-search/two-packages.contract.js';
import { BraveSearch } from './brave-search.js';

describe(BraveSearch.name, () => {
  let sandbox: TestSandbox;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    ({ sandbox, stop } = await startWithTwoPackages());
  });
  beforeEach(() => sandbox.clean());
  afterAll(() => stop());

  const ask = (query: string, headers: Record<string, string> = { 'x-subscription-token': 'any' }) =>
    fetch(`${sandbox.url}/res/v1/web/search?${query}`, { headers });
  const urls = async (query: string): Promise<unknown[]> => {
    const answer = (await (await ask(query)).json()) as { web?: { results: { url: string }[] } };
    return (answer.web?.results ?? []).map(({ url }) => url);
  };

  it('answers in Brave’s JSON, what was asked for in bold, and bills it', async () => {
    const response = await ask('q=probes+through&freshness=pw&count=1');
    expect(response.headers.get('x-ratelimit-remaining')).toBe('49, 0');
    expect(await response.json()).toMatchObject({
      type: 'search',
      query: { original: 'probes through', more_results_available: false },
      mixed: { main: [{ type: 'web', index: 0 }] },
      web: {
        type: 'search',
        results: [
          {
            url: `${README}#trials`,
            title: 'Trials · breaker',
            description: expect.stringContaining('Three <strong>probes</strong> (n &lt; 4 &amp; n &gt; 0)'),
            meta_url: { hostname: 'github.com' },
          },
        ],
      },
    });
    expect(await sandbox.lastEnded()).toMatchObject({ vendor: 'brave', usage: { search_requests: 1 } });
  });

  it('turns pages, and has no web where there is nothing', async () => {
    const [first] = await urls('q=breaker&count=1');
    const [second] = await urls('q=breaker&count=1&offset=1');
    expect(new Set([first, second])).toEqual(new Set([FUSE, `${README}#opening`]));
    expect(await (await ask('q=zzzzzz')).json()).not.toHaveProperty('web');
  });

  it('takes site: for what it is', async () => {
    expect(await urls('q=breaker+site:example.com')).toEqual([FUSE]);
    expect(await urls(`q=${encodeURIComponent('breaker (site:a.com OR site:docs.example.com)')}`)).toEqual([
      FUSE,
    ]);
  });

  it.each([
    ['', 'q'],
    [`q=${'a'.repeat(401)}`, 'q'],
    [`q=${'a+'.repeat(51)}`, 'q'],
    ['q=a&count=21', 'count'],
    ['q=a&offset=ten', 'offset'],
    ['q=a&freshness=recent', 'freshness'],
  ])('refuses %s', async (query, param) => {
    const response = await ask(query);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      type: 'ErrorResponse',
      error: { code: 'VALIDATION', meta: { errors: [{ loc: ['query', param] }] } },
    });
  });

  it('wants a key, and fails as it is told', async () => {
    expect(await (await ask('q=a', {})).json()).toMatchObject({
      error: { code: 'SUBSCRIPTION_TOKEN_INVALID' },
    });
    await sandbox.fault({ match: { vendor: 'brave' }, times: 1, fault: { status: 429 } });
    expect(await (await ask('q=a')).json()).toMatchObject({ error: { code: 'RATE_LIMITED', status: 429 } });
    await sandbox.fault({ match: { vendor: 'brave' }, times: 1, fault: { status: 500 } });
    expect(await (await ask('q=a')).json()).toMatchObject({ error: { code: 'INTERNAL' } });
  });
});
