import { canonicalUrl } from '@app/search';
import { KnownSources } from './known-sources.js';

const SOURCE = { id: 1, url: 'https://docs.example.com/page?id=7', title: 'Page' };

describe(KnownSources.name, () => {
  it.each([
    'https://docs.example.com/page/?id=7',
    'https://DOCS.example.com.:443/page?id=7#part',
    'https://docs.example.com/page?id=7&utm_source=x',
    'https://docs.example.com/page?gclid=1&id=7',
    'https://docs.example.com/page?fbclid=1&id=7&msclkid=2',
    'https://docs.example.com/page?id=7&srsltid=3&mc_cid=4',
    'https://user:secret@docs.example.com/page?id=7',
  ])('finds the source that a search takes for the same page: %s', (url) => {
    expect(canonicalUrl(new URL(url))).toBe(canonicalUrl(new URL(SOURCE.url)));
    expect(new KnownSources([SOURCE]).find(url)).toBe(SOURCE);
  });

  it('finds it too where the engine’s own address is the decorated one', () => {
    const found = { ...SOURCE, url: `${SOURCE.url}&gclid=ad` };
    expect(new KnownSources([found]).find(SOURCE.url)).toBe(found);
  });

  it.each([
    'https://docs.example.com/page?id=8',
    'https://docs.example.com/Page?id=7',
    'http://docs.example.com/page?id=7',
    'https://evildocs.example.com/page?id=7',
    'javascript:alert(1)',
    `https://docs.example.com/page?id=7#${'x'.repeat(2_048)}`,
  ])('must not take another address for it: %s', (url) => {
    expect(new KnownSources([SOURCE]).find(url)).toBeUndefined();
  });
});
