import { checkedAddresses } from './checked-addresses.js';
import { DnsResolver, type Resolver } from './resolver.js';

const { signal } = new AbortController();
const policy = (address: string): boolean => address.startsWith('8.');
const answering = (...addresses: string[]): Resolver => ({ resolve: async () => addresses });
const check = (url: string, resolver: Resolver, until = signal) =>
  checkedAddresses(new URL(url), { resolver, policy }, until);

describe(checkedAddresses.name, () => {
  it('gives at most three addresses', async () => {
    const addresses = ['8.0.0.1', '8.0.0.2', '8.0.0.3', '8.0.0.4'];
    expect(await check('https://a.com/', answering(...addresses))).toEqual(addresses.slice(0, 3));
  });

  it('must not use a host of which any address is private', async () => {
    const mixed = answering('8.0.0.1', '8.0.0.2', '8.0.0.3', '10.0.0.1');
    await expect(check('https://a.com/', mixed)).rejects.toMatchObject({ reason: 'private-address' });
  });

  it('checks an address without asking for it', async () => {
    const resolve = jest.fn();
    expect(await check('https://8.8.8.8/', { resolve })).toEqual(['8.8.8.8']);
    await expect(check('https://[::1]/', { resolve })).rejects.toMatchObject({ reason: 'private-address' });
    expect(resolve).not.toHaveBeenCalled();
  });

  it('fails closed where DNS fails or knows nothing', async () => {
    const failing = { resolve: () => Promise.reject(new Error('SERVFAIL')) };
    await expect(check('https://a.com/', failing)).rejects.toMatchObject({ reason: 'dns' });
    await expect(check('https://a.com/', answering())).rejects.toMatchObject({ reason: 'dns' });
  });

  it('does not wait for DNS longer than the caller does', async () => {
    const silent = { resolve: () => new Promise<never>(() => {}) };
    const reason = new Error('gone');
    await expect(check('https://a.com/', silent, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe(DnsResolver.name, () => {
  it('throws where its server is not there', async () => {
    // Port 9 on loopback: refused at once.
    await expect(new DnsResolver(['127.0.0.1:9']).resolve('example.com')).rejects.toThrow('query');
  });

  it('knows the servers of the machine by itself', () => {
    expect(new DnsResolver()).toBeInstanceOf(DnsResolver);
  });
});
