import { checkUrl, hostOf } from './check-url.js';

describe(checkUrl.name, () => {
  it.each([
    ['https://Example.com/A?b#c', 'https://example.com/A?b'],
    ['https://example.com:443/', 'https://example.com/'],
    ['https://example.com./', 'https://example.com/'],
    ['https://bücher.com/', 'https://xn--bcher-kva.com/'],
    ['https://127.1/', 'https://127.0.0.1/'],
    ['https://[::FFFF:1.2.3.4]/', 'https://[::ffff:102:304]/'],
  ])('makes %s into %s', (given, expected) => {
    expect(checkUrl(given).href).toBe(expected);
  });

  it.each([
    ['http://example.com/', 'not-https'],
    ['https://example.com:8443/', 'port'],
    ['https://a@example.com/', 'userinfo'],
    ['https://:b@example.com/', 'userinfo'],
    ['https://localhost/', 'private-name'],
    ['https://a..com/', 'private-name'],
    ['https://intranet../', 'private-name'],
    ['https://example.com\\a', 'invalid-url'],
    ['nonsense', 'invalid-url'],
    [`https://example.com/${'a'.repeat(2_048)}`, 'invalid-url'],
  ])('refuses %s (%s)', (given, reason) => {
    expect(() => checkUrl(given)).toThrow(expect.objectContaining({ reason }));
  });

  it('takes plain http and other ports where it is told to', () => {
    const rules = { allowHttp: true, ports: new Set([8080]) };
    expect(checkUrl('http://example.com:8080/', rules).port).toBe('8080');
    expect(() => checkUrl('http://example.com:8081/', rules)).toThrow('default port');
  });
});

describe(hostOf.name, () => {
  it('takes the brackets off an address', () => {
    expect(hostOf(new URL('https://[2001:db8::1]/'))).toBe('2001:db8::1');
    expect(hostOf(new URL('https://example.com/'))).toBe('example.com');
  });
});
