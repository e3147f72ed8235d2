import type { TestSandbox } from '../testing.js';
import { FUSE, README, startWithTwoPackages } from '../web-search/two-packages.contract.js';
import { TavilySearch } from './tavily-search.js';

describe(TavilySearch.name, () => {
  let sandbox: TestSandbox;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    ({ sandbox, stop } = await startWithTwoPackages());
  });
  beforeEach(() => sandbox.clean());
  afterAll(() => stop());

  const ask = (body: object, headers: Record<string, string> = { authorization: 'Bearer any' }) =>
    fetch(`${sandbox.url}/search`, { method: 'POST', body: JSON.stringify(body), headers });

  it('answers in Tavily’s JSON, scored, and bills its credits', async () => {
    const body = { query: 'When does the breaker open?', include_usage: true, search_depth: 'advanced' };
    expect(await (await ask(body)).json()).toEqual({
      query: 'When does the breaker open?',
      follow_up_questions: null,
      answer: null,
      images: [],
      results: [
        {
          url: `${README}#opening`,
          title: 'Opening · breaker',
          content: expect.stringContaining('The breaker opens after five failures in a row.'),
          score: 1,
          raw_content: null,
        },
        expect.objectContaining({ url: FUSE, score: expect.any(Number) }),
      ],
      response_time: expect.any(Number),
      usage: { credits: 2 },
      request_id: expect.stringMatching(/^req_/),
    });
    expect(await sandbox.lastEnded()).toMatchObject({
      vendor: 'tavily',
      usage: { search_requests: 1, credits: 2 },
    });
    expect(await (await ask({ query: 'breaker', time_range: 'w' })).json()).not.toHaveProperty('usage');
  });

  it.each([
    [{ include_domains: ['docs.example.com'] }, [FUSE]],
    [{ exclude_domains: ['docs.example.com'] }, [`${README}#opening`]],
    [{ max_results: 0, include_domains: null }, []],
  ])('keeps to %j', async (more, urls) => {
    const { results } = (await (await ask({ query: 'breaker', ...more })).json()) as {
      results: { url: string }[];
    };
    expect(results.map(({ url }) => url)).toEqual(urls);
  });

  it.each([
    [{}],
    [{ query: 'a'.repeat(401) }],
    [{ query: 'a', max_results: 21 }],
    [{ query: 'a', search_depth: 'deep' }],
    [{ query: 'a', time_range: 'decade' }],
    [{ query: 'a', include_domains: 'a.com' }],
  ])('refuses %j', async (body) => {
    const response = await ask(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ detail: { error: expect.any(String) } });
  });

  it('wants a key, and fails as it is told', async () => {
    expect((await ask({ query: 'a' }, {})).status).toBe(401);
    await sandbox.fault({ match: { vendor: 'tavily' }, times: 1, fault: { status: 432 } });
    expect((await ask({ query: 'a' })).status).toBe(432);
  });
});
