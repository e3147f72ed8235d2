import { isIP } from 'node:net';
import { untilAborted } from '../until-aborted.js';
import type { AddressPolicy } from './address-policy.js';
import { hostOf } from './check-url.js';
import type { Nat64Networks } from './nat64.js';
import { PageBlocked } from './page-blocked.js';
import type { Resolver } from './resolver.js';

export interface AddressCheck {
  readonly resolver: Resolver;
  readonly policy: AddressPolicy;
  /** Absent: no network between here and there translates addresses. */
  readonly nat64?: Pick<Nat64Networks, 'permits'>;
}

/** More addresses than this are not tried; all of them are checked. */
const MOST_ADDRESSES = 3;

/**
 * Where we may connect to for `url`. One private address among public ones condemns the whole host: who mixes them
 * wants us to take the wrong one. Throws a `PageBlocked`, also where DNS does not answer.
 */
export async function checkedAddresses(
  url: URL,
  { resolver, policy, nat64 }: AddressCheck,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const host = hostOf(url);
  const addresses = isIP(host) === 0 ? await resolved(host, resolver, signal) : [host];
  const judged = addresses.map(async (address) => nat64?.permits(address, policy) ?? policy(address));
  const permitted = await answered(Promise.all(judged), signal);
  if (permitted.includes(false))
    throw new PageBlocked('private-address', 'The host is not on the public Internet.');
  return addresses.slice(0, MOST_ADDRESSES);
}

/** Where the signal aborts, the query itself goes on to its own time-out; nobody waits for it. */
async function resolved(name: string, resolver: Resolver, signal: AbortSignal): Promise<readonly string[]> {
  const addresses = await answered(resolver.resolve(name, signal), signal);
  if (addresses.length === 0) throw new PageBlocked('dns', 'The host has no address.');
  return addresses;
}

function answered<Value>(query: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return untilAborted(query, signal).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new PageBlocked('dns', 'The host could not be resolved.', cause);
  });
}
