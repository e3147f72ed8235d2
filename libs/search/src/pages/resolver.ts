import { Resolver as SystemResolver } from 'node:dns/promises';

/** Finds the addresses of a name; throws whatever its source throws. */
export abstract class Resolver {
  /** Every address, IPv4 first. Empty: the name has none. */
  abstract resolve(name: string, signal?: AbortSignal): Promise<readonly string[]>;
}

const NO_RECORDS = new Set(['ENODATA', 'ENOTFOUND']);

/**
 * Asks DNS itself, not the machine's resolver: no hosts file, no search domains, nothing that makes a public name
 * out of a short one or the other way round, and no thread that a slow server would hold.
 */
export class DnsResolver extends Resolver {
  private readonly dns = new SystemResolver({ timeout: 2_000, tries: 2 });

  /** `servers`: IP addresses with or without a port; absent: the machine's. */
  constructor(servers?: readonly string[]) {
    super();
    if (servers !== undefined) this.dns.setServers(servers);
  }

  async resolve(name: string): Promise<readonly string[]> {
    const [ipv4, ipv6] = await Promise.all([
      orNone(this.dns.resolve4(name)),
      orNone(this.dns.resolve6(name)),
    ]);
    return [...ipv4, ...ipv6];
  }
}

/** Fails closed: half an answer (one family, and an error for the other) is none. */
async function orNone(query: Promise<string[]>): Promise<string[]> {
  try {
    return await query;
  } catch (error) {
    if (NO_RECORDS.has((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
