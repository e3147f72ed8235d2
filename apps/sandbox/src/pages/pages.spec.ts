import type { TestSandbox } from '../testing.js';
import { FUSE, README, startWithTwoPackages } from '../web-search/two-packages.contract.js';
import { pagesRoute } from './pages.routes.js';

describe(pagesRoute.name, () => {
  let sandbox: TestSandbox;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    ({ sandbox, stop } = await startWithTwoPackages());
  });
  afterAll(() => stop());

  const read = (url: string) => fetch(`${sandbox.url}/_pages?url=${encodeURIComponent(url)}`);

  it('shows the whole file behind a hit, as a page that holds no markup of its own', async () => {
    const url = `${README}#trials`;
    expect(await (await read(url)).json()).toEqual({
      url,
      title: 'breaker',
      content_type: 'text/html; charset=utf-8',
      body: expect.stringContaining(
        [
          '<h1 id="opening">Opening</h1>',
          '<p>The breaker opens after five failures in a row.</p>',
          '<h2 id="trials">Trials</h2>',
          '<p>Three probes (n &lt; 4 &amp; n &gt; 0) go through after a while.</p>',
        ].join('\n'),
      ),
    });
    expect(await (await read(FUSE)).json()).toMatchObject({ body: expect.stringContaining('<h1>Fuse</h1>') });
  });

  it.each(['https://nowhere.example/', '', 'not a url'])('has nothing at "%s"', async (url) => {
    const response = await read(url);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status: 404, title: 'Not Found' });
  });

  it('is free', async () => {
    await read(README);
    expect(await sandbox.bill()).toEqual([]);
  });
});
