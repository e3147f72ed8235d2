import { FakeClock } from '@app/platform/testing';
import { isPublicAddress } from './address-policy.js';
import { embeddedIpv4, Nat64Networks, parseNat64Prefix, type Nat64Prefix } from './nat64.js';

const prefix = (text: string): Nat64Prefix => {
  const parsed = parseNat64Prefix(text);
  if (!parsed) throw new Error(`${text} is no prefix`);
  return parsed;
};

// The table of RFC 6052, section 2.4: 192.0.2.33 under each length.
const RFC_6052: readonly (readonly [string, string])[] = [
  ['2001:db8::/32', '2001:db8:c000:221::'],
  ['2001:db8:100::/40', '2001:db8:1c0:2:21::'],
  ['2001:db8:122::/48', '2001:db8:122:c000:2:2100::'],
  ['2001:db8:122:300::/56', '2001:db8:122:3c0:0:221::'],
  ['2001:db8:122:344::/64', '2001:db8:122:344:c0:2:2100::'],
  ['2001:db8:122:344::/96', '2001:db8:122:344::192.0.2.33'],
];

describe(embeddedIpv4.name, () => {
  it.each(RFC_6052)('reads the address under %s as its RFC writes it: %s', (network, address) => {
    expect(embeddedIpv4(address, prefix(network))).toBe('192.0.2.33');
    expect(embeddedIpv4('2606:4700::1', prefix(network))).toBeNull();
    expect(embeddedIpv4('192.0.2.33', prefix(network))).toBeNull();
  });
});

describe(parseNat64Prefix.name, () => {
  it.each(['2001:db8::/33', '2001:db8::', '10.0.0.0/32', '2001:db8::/9x', 'x/96', 'fe80::1%eth0/96', ''])(
    'takes %j for none',
    (text) => {
      expect(parseNat64Prefix(text)).toBeNull();
    },
  );
});

describe(Nat64Networks.name, () => {
  const clock = new FakeClock();
  const networks = (witness: readonly string[] | Error, configured: readonly string[] = []) => {
    const resolve = jest.fn(() =>
      witness instanceof Error ? Promise.reject(witness) : Promise.resolve(witness),
    );
    return { resolve, nat64: new Nat64Networks(configured.map(prefix), { resolve }, clock) };
  };
  const LOOPBACK = '2a00:64::7f00:1';
  const METADATA = '2a00:64::a9fe:a9fe';
  const PUBLIC = '2a00:64::808:808';

  it('would be connected to: the policy alone takes a private address behind a translator for public', () => {
    expect([LOOPBACK, METADATA].map(isPublicAddress)).toEqual([true, true]);
  });

  it.each([
    ['configured', [], ['2a00:64::/96']],
    ['found by the witness', ['192.0.0.170', '2a00:64::c000:aa', '2a00:64::c000:ab'], []],
  ])(
    'must not let through a private address behind a translator that is %s',
    async (_how, witness, given) => {
      const { nat64 } = networks(witness, given);
      expect(await nat64.permits(LOOPBACK, isPublicAddress)).toBe(false);
      expect(await nat64.permits(METADATA, isPublicAddress)).toBe(false);
      expect(await nat64.permits(PUBLIC, isPublicAddress)).toBe(true);
      expect(await nat64.permits('2606:4700::1', isPublicAddress)).toBe(true);
    },
  );

  it.each(RFC_6052.map(([network]) => network.replace('2001:db8', '2a00:db8')))(
    'finds a translator of %s by its witness',
    async (network) => {
      const { bytes, length } = prefix(network);
      const full = new Uint8Array(16);
      full.set(bytes);
      const places = { 32: [4, 5, 6, 7], 40: [5, 6, 7, 9], 48: [6, 7, 9, 10] } as Record<number, number[]>;
      const more = { 56: [7, 9, 10, 11], 64: [9, 10, 11, 12], 96: [12, 13, 14, 15] } as Record<
        number,
        number[]
      >;
      const at = { ...places, ...more }[length] ?? [];
      const with4 = (ip: readonly number[]): string => {
        const copy = full.slice();
        for (const [index, place] of at.entries()) copy[place] = ip[index] ?? 0;
        return (Buffer.from(copy).toString('hex').match(/.{4}/g) ?? []).join(':');
      };
      const { nat64 } = networks([with4([192, 0, 0, 170])]);
      expect(await nat64.permits(with4([10, 0, 0, 1]), isPublicAddress)).toBe(false);
      expect(await nat64.permits(with4([8, 8, 8, 8]), isPublicAddress)).toBe(true);
    },
  );

  it('asks once an hour, and nobody for an IPv4 address', async () => {
    const { nat64, resolve } = networks([]);
    expect(await nat64.permits('8.8.8.8', isPublicAddress)).toBe(true);
    expect(resolve).not.toHaveBeenCalled();
    await nat64.permits('2606:4700::1', isPublicAddress);
    await nat64.permits('2606:4700::1', isPublicAddress);
    expect(resolve).toHaveBeenCalledTimes(1);
    await clock.advance(3_600_000);
    await nat64.permits('2606:4700::1', isPublicAddress);
    expect(resolve).toHaveBeenCalledTimes(2);
  });

  it('fails closed where the witness cannot be asked, and asks again', async () => {
    const { nat64, resolve } = networks(new Error('SERVFAIL'));
    await expect(nat64.permits('2606:4700::1', isPublicAddress)).rejects.toThrow('SERVFAIL');
    await expect(nat64.permits('2606:4700::1', isPublicAddress)).rejects.toThrow('SERVFAIL');
    expect(resolve).toHaveBeenCalledTimes(2);
  });
});
