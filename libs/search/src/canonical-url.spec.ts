import { canonicalUrl, webUrl } from './canonical-url.js';

describe(canonicalUrl.name, () => {
  it.each([
    ['https://EXAMPLE.com/A', 'https://example.com/A'],
    ['https://example.com.:443/a/', 'https://example.com/a'],
    ['http://example.com:8080', 'http://example.com:8080/'],
    ['https://user:pass@example.com/a#part', 'https://example.com/a'],
    ['https://example.com/?utm_source=x&id=1&UTM_medium=y&gclid=z', 'https://example.com/?id=1'],
    ['https://example.com/?utm_source=x', 'https://example.com/'],
    ['https://example.com/?q=a%20b+c&&utmost=1', 'https://example.com/?q=a%20b+c&utmost=1'],
    ['https://example.com/a///', 'https://example.com/a'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
  ])('makes %s into %s', (given, expected) => {
    expect(canonicalUrl(new URL(given))).toBe(expected);
  });

  it('leaves a canonical URL as it is', () => {
    const once = canonicalUrl(new URL('https://example.com/a/?b=1&utm_id=2#c'));
    expect(canonicalUrl(new URL(once))).toBe(once);
  });
});

describe(webUrl.name, () => {
  it.each(['https://example.com', 'http://example.com/a'])('takes %s', (text) => {
    expect(webUrl(text)?.protocol).toMatch(/^https?:$/);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'ftp://example.com',
    '/relative',
    '',
  ])('must not take %s for a page', (text) => {
    expect(webUrl(text)).toBeNull();
  });
});
