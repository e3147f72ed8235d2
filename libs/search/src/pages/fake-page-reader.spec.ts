import { FakePageReader, NEVER_READ } from './fake-page-reader.js';
import { pageReaderContract } from './page-reader.contract.js';

const URL = 'https://honest.com/';
const PAGES = {
  page: { title: 'Honest', text: 'An honest page.' },
  missing: { code: 'status' },
  silent: NEVER_READ,
} as const;

pageReaderContract(FakePageReader.name, (scenario) => {
  const reader = new FakePageReader().give(URL, PAGES[scenario]);
  return { reader, url: URL, calls: () => reader.requests.length };
});

describe(FakePageReader.name, () => {
  it('records what it was asked and knows no other page', async () => {
    const reader = new FakePageReader().give(URL, {});
    expect(await reader.read(URL)).toMatchObject({ state: 'fetched', text: 'A page.' });
    expect(await reader.read('https://other.com/')).toMatchObject({ state: 'blocked', code: 'status' });
    expect(reader.requests).toEqual([URL, 'https://other.com/']);
  });

  it('says so when nobody ends what never ends', async () => {
    await expect(new FakePageReader().give(URL, NEVER_READ).read(URL)).rejects.toThrow('not aborted');
  });
});
