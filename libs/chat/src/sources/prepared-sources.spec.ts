import { PreparedSources } from './prepared-sources.js';

const page = (index: number) => ({ contentHash: `sha256:${index}`, title: 'T', text: `Text ${index}.` });

describe(PreparedSources.name, () => {
  it('works a page through once, by its content', () => {
    const sources = new PreparedSources();
    expect(sources.ofPage(page(1))).toBe(sources.ofPage(page(1)));
    expect(sources.ofPage(page(1)).text).toBe('T\n\nText 1.');
    expect(sources.ofPage({ ...page(2), title: '' }).text).toBe('Text 2.');
  });

  it('must not take one page’s title as evidence for another of the same text', () => {
    const sources = new PreparedSources();
    sources.ofPage({ ...page(1), title: 'A bank is insolvent' });
    expect(sources.ofPage({ ...page(1), title: 'Newsletter' }).text).toBe('Newsletter\n\nText 1.');
  });

  it('forgets what was not asked for longest', () => {
    const sources = new PreparedSources(32 * 104);
    const first = sources.ofPage(page(0));
    const second = sources.ofPage(page(1));
    for (let index = 2; index < 40; index++) {
      sources.ofPage(page(0));
      sources.ofPage(page(index));
    }
    expect(sources.ofPage(page(0))).toBe(first);
    expect(sources.ofPage(page(1))).not.toBe(second);
  });

  it('must not keep as many heavy pages as light ones', () => {
    const sources = new PreparedSources();
    const heavy = (index: number) => ({ ...page(index), text: `${index} `.repeat(30_000) });
    const first = sources.ofPage(heavy(0));
    for (let index = 1; index < 6; index++) sources.ofPage(heavy(index));
    expect(sources.ofPage(heavy(0))).toBe(first);
    const second = sources.ofPage(heavy(1));
    for (let index = 6; index < 12; index++) sources.ofPage(heavy(index));
    expect(sources.ofPage(heavy(1))).not.toBe(second);
  });

  it('keeps the page in use, however heavy', () => {
    const sources = new PreparedSources(1);
    expect(sources.ofPage(page(1))).toBe(sources.ofPage(page(1)));
    const only = sources.ofPage(page(1));
    sources.ofPage(page(2));
    expect(sources.ofPage(page(1))).not.toBe(only);
  });
});
