import type { PageReader } from './page-reader.js';

export type PageScenario =
  /** A page with the title `Honest` and the text `An honest page.` somewhere in it. */
  'page' | 'missing' | 'silent';

export interface PageSubject {
  readonly reader: PageReader;
  /** Of the scenario's page. */
  readonly url: string;
  /** How often somebody was asked for it. */
  readonly calls: () => number;
}

/** What every `PageReader` promises, the fake included. */
export function pageReaderContract(name: string, create: (scenario: PageScenario) => PageSubject): void {
  describe(`${name} as a PageReader`, () => {
    it('gives a whole reading', async () => {
      const { reader, url } = create('page');
      const reading = await reader.read(url);
      expect(reading).toEqual({
        state: 'fetched',
        url,
        finalUrl: expect.stringMatching(/^https?:/),
        title: 'Honest',
        text: expect.stringContaining('An honest page.'),
        publishedAt: null,
        fetchedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        contentHash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        truncated: false,
        injection: { score: 0, reasons: [] },
        cached: false,
      });
    });

    it('tells a page that is not there', async () => {
      const { reader, url } = create('missing');
      const message = expect.stringMatching(/./) as string;
      expect(await reader.read(url)).toEqual({ state: 'blocked', url, code: 'status', message });
    });

    it.each([
      '',
      'nonsense',
      'file:///etc/passwd',
      'https://u:p@example.com/',
      'https://127.0.0.1/',
      'https://localhost/',
    ])('never throws and never reads: %j', async (url) => {
      expect(await create('page').reader.read(url)).toMatchObject({ state: 'blocked', url });
    });

    it('asks nothing when it is aborted before it begins', async () => {
      const { reader, url, calls } = create('page');
      const reason = new Error('nobody waits');
      await expect(reader.read(url, AbortSignal.abort(reason))).rejects.toBe(reason);
      expect(calls()).toBe(0);
    });

    it('throws the reason of an abort while the page is silent', async () => {
      const { reader, url } = create('silent');
      const abort = new AbortController();
      const reason = new Error('the client went away');
      setTimeout(() => abort.abort(reason), 30);
      await expect(reader.read(url, abort.signal)).rejects.toBe(reason);
    });
  });
}
