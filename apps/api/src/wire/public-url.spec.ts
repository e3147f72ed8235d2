import { publicUrlOf, publishAt } from './public-url.js';

describe(publicUrlOf.name, () => {
  it('is what was published, whatever the request says', () => {
    const server = {};
    publishAt('https://chat.example.com', server);
    const headers = { host: 'evil.example', 'x-forwarded-proto': 'gopher' };
    expect(publicUrlOf(server, headers, false)).toBe('https://chat.example.com');
  });

  it.each([
    ['plain', {}, false, 'http://a.org'],
    ['over TLS', {}, true, 'https://a.org'],
    ['behind a proxy that ended TLS', { 'x-forwarded-proto': 'https' }, false, 'https://a.org'],
    ['behind two of them', { 'x-forwarded-proto': 'https, http' }, false, 'https://a.org'],
  ])('is the host of the request, %s', (_how, headers, isSecure, url) => {
    const server = {};
    publishAt(null, server);
    expect(publicUrlOf(server, { host: 'a.org', ...headers }, isSecure)).toBe(url);
  });

  it.each(['a.org/evil?', '<script>', 'a.org:port', undefined])('must not name a host like %j', (host) => {
    expect(publicUrlOf(undefined, { host, 'x-forwarded-proto': '<script>' }, false)).toBe('http://localhost');
  });
});
