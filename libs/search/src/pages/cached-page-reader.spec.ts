import { FakeClock } from '@app/platform/testing';
import { CachedPageReader } from './cached-page-reader.js';
import { FakePageReader, NEVER_READ, type FakePage } from './fake-page-reader.js';
import { pageReaderContract } from './page-reader.contract.js';
import { PageReader, type PageReading } from './page-reader.js';

const URL = 'https://honest.com/a';
const PAGES: Record<'page' | 'missing' | 'silent', FakePage> = {
  page: { title: 'Honest', text: 'An honest page.' },
  missing: { code: 'status' },
  silent: NEVER_READ,
};
const cached = (page: FakePage, clock = new FakeClock()) => {
  const fake = new FakePageReader().give(URL, page);
  return { fake, clock, reader: new CachedPageReader(fake, clock) };
};

pageReaderContract(CachedPageReader.name, (scenario) => {
  const { fake, reader } = cached(PAGES[scenario]);
  return { reader, url: URL, calls: () => fake.requests.length };
});

/** Ends when its test says so, and remembers whether it was told to stop. */
class HeldReader extends PageReader {
  readonly signals: (AbortSignal | undefined)[] = [];
  finish: (reading: PageReading) => void = () => {};

  read(_url: string, signal?: AbortSignal): Promise<PageReading> {
    this.signals.push(signal);
    return new Promise((resolve, reject) => {
      this.finish = resolve;
      signal?.addEventListener('abort', () => reject(signal.reason as Error));
    });
  }
}

describe(CachedPageReader.name, () => {
  it('gives a page again under every spelling of its address, and says so', async () => {
    const { fake, reader, clock } = cached(PAGES.page);
    await reader.read(URL);
    await clock.advance(1_000);
    const again = await reader.read(`${URL}/?utm_source=x#y`);
    expect(again).toMatchObject({ url: `${URL}/?utm_source=x#y`, finalUrl: URL, cached: true });
    expect(fake.requests).toEqual([URL]);
  });

  it('reads anew when the time is over', async () => {
    const { fake, reader, clock } = cached(PAGES.page);
    await reader.read(URL);
    await clock.advance(10 * 60_000);
    expect(await reader.read(URL)).toMatchObject({ cached: false });
    expect(fake.requests).toHaveLength(2);
  });

  it('remembers what was blocked', async () => {
    const { fake, reader } = cached(PAGES.missing);
    await reader.read(URL);
    expect(await reader.read(`${URL}#b`)).toMatchObject({
      state: 'blocked',
      url: `${URL}#b`,
      code: 'status',
    });
    expect(fake.requests).toHaveLength(1);
  });

  it('must not give a page to an address that holds credentials', async () => {
    const { reader } = cached(PAGES.page);
    await reader.read(URL);
    expect(await reader.read('https://u:p@honest.com/a')).toMatchObject({ state: 'blocked' });
  });

  it('must not tell one tenant by a flag or a shared reading what another has read', async () => {
    const { fake, reader } = cached(PAGES.page);
    const [ours, theirs] = [reader.forTenant('acme'), reader.forTenant('rival')];
    await Promise.all([ours.read(URL), theirs.read(URL)]);
    expect(fake.requests).toEqual([URL, URL]);
    expect(await ours.read(URL)).toMatchObject({ cached: true });
    expect(await reader.forTenant('third').read(URL)).toMatchObject({ cached: false });
  });

  it('reads once for all who want it at the same time', async () => {
    const { fake, reader } = cached(PAGES.page);
    const readings = await Promise.all([reader.read(URL), reader.read(`${URL}#b`), reader.read(URL)]);
    expect(readings.map(({ url }) => url)).toEqual([URL, `${URL}#b`, URL]);
    expect(fake.requests).toHaveLength(1);
  });

  it('goes on for the others when one goes away, and stops when the last does', async () => {
    const held = new HeldReader();
    const reader = new CachedPageReader(held, new FakeClock());
    const [one, other] = [new AbortController(), new AbortController()];
    const first = reader.read(URL, one.signal);
    const second = reader.read(URL, other.signal);
    one.abort(new Error('one'));
    await expect(first).rejects.toThrow('one');
    expect(held.signals[0]?.aborted).toBe(false);
    other.abort(new Error('other'));
    await expect(second).rejects.toThrow('other');
    await new Promise((resolve) => setImmediate(resolve));
    expect(held.signals[0]?.aborted).toBe(true);
    const third = reader.read(URL);
    held.finish({ state: 'blocked', url: URL, code: 'dns', message: 'No.' });
    expect(await third).toMatchObject({ code: 'dns' });
    expect(held.signals).toHaveLength(2);
  });
});
