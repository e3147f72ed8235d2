import { isIPv6 } from 'node:net';
import type { Clock } from '@app/platform';
import type { AddressPolicy } from './address-policy.js';
import type { Resolver } from './resolver.js';

/** A network whose addresses carry IPv4 ones, RFC 6052: its leading bits, in groups of eight. */
export interface Nat64Prefix {
  readonly bytes: Uint8Array;
  /** 32, 40, 48, 56, 64 or 96 bits. */
  readonly length: number;
}

/** Where the four bytes of the IPv4 address stand, by the prefix's length; byte 8 is always left out. RFC 6052, 2.2. */
const PLACES: ReadonlyMap<number, readonly number[]> = new Map([
  [32, [4, 5, 6, 7]],
  [40, [5, 6, 7, 9]],
  [48, [6, 7, 9, 10]],
  [56, [7, 9, 10, 11]],
  [64, [9, 10, 11, 12]],
  [96, [12, 13, 14, 15]],
]);

/** RFC 7050: a name that has these IPv4 addresses alone, so that an IPv6 one was made from them on the way. */
const WITNESS = 'ipv4only.arpa';
const WITNESS_ADDRESSES: ReadonlySet<string> = new Set(['192.0.0.170', '192.0.0.171']);
/** A network changes its translator seldom; the answer is asked for again after this. Milliseconds. */
const GOOD_FOR_MS = 3_600_000;

/** `2001:db8:64::/96`; null where it is no prefix of RFC 6052. */
export function parseNat64Prefix(text: string): Nat64Prefix | null {
  const [address = '', bits = ''] = text.trim().split('/');
  const length = /^\d{2}$/.test(bits) ? Number(bits) : 0;
  if (!isIPv6(address) || address.includes('%') || !PLACES.has(length)) return null;
  return { bytes: bytesOf(address).subarray(0, length / 8), length };
}

/** The IPv4 address that the network's translator would connect to for `address`; null outside of it. */
export function embeddedIpv4(address: string, { bytes, length }: Nat64Prefix): string | null {
  if (!isIPv6(address) || address.includes('%')) return null;
  const all = bytesOf(address);
  if (bytes.some((byte, index) => all[index] !== byte)) return null;
  return placesOf(length)
    .map((place) => all[place])
    .join('.');
}

/**
 * The translators of this network, those that were configured and those it tells of itself. An IPv6 address that is
 * one of theirs leads to an IPv4 address, and what that may be is the policy's to say: `2001:db8:64::7f00:1` is as
 * private as 127.0.0.1. Asked for when the first IPv6 address comes; a DNS that does not answer refuses.
 */
export class Nat64Networks {
  private found: Promise<readonly Nat64Prefix[]> | null = null;
  private foundAt = 0;

  constructor(
    private readonly configured: readonly Nat64Prefix[],
    private readonly resolver: Resolver,
    private readonly clock: Clock,
  ) {}

  /** Whether `address` may be connected to, translated or not. Rejects where DNS does. */
  async permits(address: string, policy: AddressPolicy): Promise<boolean> {
    if (!policy(address)) return false;
    if (!isIPv6(address)) return true;
    const prefixes = [...this.configured, ...(await this.discovered())];
    return prefixes.every((prefix) => {
      const translated = embeddedIpv4(address, prefix);
      return translated === null || policy(translated);
    });
  }

  private discovered(): Promise<readonly Nat64Prefix[]> {
    const now = this.clock.monotonic();
    if (this.found && now - this.foundAt < GOOD_FOR_MS) return this.found;
    this.foundAt = now;
    this.found = this.discover();
    this.found.catch(() => (this.found = null));
    return this.found;
  }

  private async discover(): Promise<readonly Nat64Prefix[]> {
    const addresses = await this.resolver.resolve(WITNESS);
    return addresses.filter((address) => isIPv6(address)).flatMap(prefixesOf);
  }
}

/** Every prefix by which a witness's address could have been made; there is one, or none. */
function prefixesOf(address: string): Nat64Prefix[] {
  const all = bytesOf(address);
  return [...PLACES.keys()]
    .map((length) => ({ length, bytes: all.subarray(0, length / 8) }))
    .filter((prefix) => WITNESS_ADDRESSES.has(embeddedIpv4(address, prefix) ?? ''));
}

function placesOf(length: number): readonly number[] {
  return PLACES.get(length) ?? [];
}

/** The sixteen bytes of an IPv6 address, as a URL writes it: in groups of hexadecimal digits alone. */
function bytesOf(address: string): Uint8Array {
  const [head = '', tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::');
  const left = groupsOf(head);
  const right = groupsOf(tail ?? '');
  const zeros = Array<string>(8 - left.length - right.length).fill('0');
  const groups = [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16));
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 255]));
}

function groupsOf(text: string): string[] {
  return text.split(':').filter(Boolean);
}
