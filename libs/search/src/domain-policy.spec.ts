import { DomainPolicy } from './domain-policy.js';

const permits = (rules: ConstructorParameters<typeof DomainPolicy>[0], url: string): boolean =>
  new DomainPolicy(rules).permits(new URL(url));

describe(DomainPolicy.name, () => {
  it('permits everything without rules', () => {
    expect(permits({}, 'https://example.com')).toBe(true);
    expect(permits({ allow: [], deny: [] }, 'https://example.com')).toBe(true);
  });

  it.each([
    ['https://example.com/', true],
    ['https://docs.example.com/', true],
    ['https://EXAMPLE.COM./a', true],
    ['https://evilexample.com/', false],
    ['https://example.com.evil.org/', false],
    ['https://example.org/example.com', false],
    ['https://example.com@evil.org/', false],
    ['https://com/', false],
  ])('allows example.com: %s %s', (url, expected) => {
    expect(permits({ allow: ['example.com'] }, url)).toBe(expected);
  });

  it.each([
    'example.com',
    'Example.COM.',
    '.example.com',
    '*.example.com',
    'https://example.com/path',
    'example.com/path',
    ' example.com ',
  ])('reads the entry %j', (entry) => {
    expect(permits({ allow: [entry] }, 'https://www.example.com/')).toBe(true);
    expect(permits({ allow: [entry] }, 'https://example.org/')).toBe(false);
  });

  it('knows a name by its punycode', () => {
    expect(permits({ allow: ['пример.рф'] }, 'https://xn--e1afmkfd.xn--p1ai/')).toBe(true);
    expect(permits({ allow: ['xn--e1afmkfd.xn--p1ai'] }, 'https://www.пример.рф/')).toBe(true);
    expect(permits({ deny: ['пример.рф'] }, 'https://xn--e1afmkfd.xn--p1ai/')).toBe(false);
  });

  it('must not let a look-alike of an allowed name through', () => {
    expect(permits({ allow: ['example.com'] }, 'https://exаmple.com/')).toBe(false);
  });

  it('denies what is denied, although it is allowed', () => {
    const rules = { allow: ['example.com'], deny: ['private.example.com'] };
    expect(permits(rules, 'https://example.com/')).toBe(true);
    expect(permits(rules, 'https://a.private.example.com/')).toBe(false);
  });

  it('must not allow everything where the allowed names are none', () => {
    expect(permits({ allow: ['', '://', 'a b', 'http://'] }, 'https://example.com/')).toBe(false);
  });

  it('tells which names it allows', () => {
    expect(new DomainPolicy({ allow: ['Example.com.', '??'] }).allowed).toEqual(['example.com']);
  });
});
