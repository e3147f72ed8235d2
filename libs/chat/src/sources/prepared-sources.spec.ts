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
    const sources = new PreparedSources();
    const first = sources.ofPage(page(0));
    const second = sources.ofPage(page(1));
    for (let index = 2; index < 33; index++) {
      sources.ofPage(page(0));
      sources.ofPage(page(index));
    }
    expect(sources.ofPage(page(0))).toBe(first);
    expect(sources.ofPage(page(1))).not.toBe(second);
  });
});
