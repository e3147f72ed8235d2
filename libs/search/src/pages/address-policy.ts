import { BlockList, isIP, isIPv4 } from 'node:net';

/** Whether we may connect to an IP address, given without brackets. */
export type AddressPolicy = (address: string) => boolean;

/**
 * What is not the public Internet, from IANA's special-purpose registries as of 2026
 * (https://www.iana.org/assignments/iana-ipv4-special-registry, …/iana-ipv6-special-registry) and the multicast
 * and reserved blocks of RFC 5771 and RFC 1112. Blocks that IANA calls globally reachable and that hold no web
 * pages (AS112, AMT, 6to4 relays) are refused as well.
 */
const SPECIAL_IPV4: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8], // "this network", RFC 791; Linux connects it to itself
  ['10.0.0.0', 8], // private use, RFC 1918
  ['100.64.0.0', 10], // carrier-grade NAT, RFC 6598; holds Alibaba's metadata service 100.100.100.200
  ['127.0.0.0', 8], // loopback, RFC 1122
  ['168.63.129.16', 32], // the host of an Azure machine, a public number that only it answers to
  ['169.254.0.0', 16], // link-local, RFC 3927; holds the metadata services 169.254.169.254 and 169.254.170.2
  ['172.16.0.0', 12], // private use, RFC 1918
  ['192.0.0.0', 24], // IETF protocol assignments, RFC 6890; holds Oracle's metadata service 192.0.0.192
  ['192.0.2.0', 24], // documentation, RFC 5737
  ['192.31.196.0', 24], // AS112, RFC 7535
  ['192.52.193.0', 24], // AMT, RFC 7450
  ['192.88.99.0', 24], // 6to4 relays, RFC 7526
  ['192.168.0.0', 16], // private use, RFC 1918
  ['192.175.48.0', 24], // AS112, RFC 7534
  ['198.18.0.0', 15], // benchmarking, RFC 2544
  ['198.51.100.0', 24], // documentation, RFC 5737
  ['203.0.113.0', 24], // documentation, RFC 5737
  ['224.0.0.0', 4], // multicast, RFC 5771
  ['240.0.0.0', 4], // reserved, RFC 1112, and the broadcast address, RFC 8190
];

/** Global unicast, RFC 4291: loopback, mapped, NAT64, unique and link-local, site-local and multicast are outside. */
const GLOBAL_IPV6: readonly [network: string, prefix: number] = ['2000::', 3];
/** What is special inside global unicast. */
const SPECIAL_IPV6: readonly (readonly [network: string, prefix: number])[] = [
  ['2001::', 23], // IETF protocol assignments, RFC 2928: Teredo, benchmarking, ORCHID, DRIP and others
  ['2001:db8::', 32], // documentation, RFC 3849
  ['2002::', 16], // 6to4, RFC 3056: carries an IPv4 address
  ['2620:4f:8000::', 48], // AS112, RFC 7534
  ['3ffe::', 16], // 6bone, RFC 3701
  ['3fff::', 20], // documentation, RFC 9637
];

const specialIpv4 = new BlockList();
for (const [network, prefix] of SPECIAL_IPV4) specialIpv4.addSubnet(network, prefix, 'ipv4');
const globalIpv6 = new BlockList();
globalIpv6.addSubnet(...GLOBAL_IPV6, 'ipv6');
const specialIpv6 = new BlockList();
for (const [network, prefix] of SPECIAL_IPV6) specialIpv6.addSubnet(network, prefix, 'ipv6');

/** True for an address that anybody on the Internet can reach; what is no IP address, or has a zone, is not. */
export const isPublicAddress: AddressPolicy = (address) => {
  if (isIPv4(address)) return !specialIpv4.check(address, 'ipv4');
  // A zone (`fe80::1%eth0`) names an interface of this machine; `isIP` takes it for a part of the address.
  if (isIP(address) === 0 || address.includes('%')) return false;
  return globalIpv6.check(address, 'ipv6') && !specialIpv6.check(address, 'ipv6');
};
