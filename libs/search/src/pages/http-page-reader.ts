import { isPublicAddress } from './address-policy.js';
import { fetchPage, type FetchRules } from './fetch-page.js';
import { Nat64Networks, type Nat64Prefix } from './nat64.js';
import { PageReader, type PageReading } from './page-reader.js';
import { readWithinLimits, type ReadingOptions } from './read-within-limits.js';
import { DnsResolver } from './resolver.js';

export interface HttpPageReaderOptions extends ReadingOptions, Partial<FetchRules> {
  /** Translators of this network that it does not tell of by itself. */
  readonly nat64Prefixes?: readonly Nat64Prefix[];
}

/**
 * Reads pages from the public Internet, and cannot be led anywhere else: https on its own port, every address of the
 * name public, connected to exactly the address that was checked; each redirect from scratch. 2 MiB and 10 s.
 */
export class HttpPageReader extends PageReader {
  private readonly rules: FetchRules;

  constructor(private readonly options: HttpPageReaderOptions) {
    super();
    const resolver = options.resolver ?? new DnsResolver();
    const nat64 = new Nat64Networks(options.nat64Prefixes ?? [], resolver, options.clock);
    this.rules = { policy: isPublicAddress, nat64, ...options, resolver };
  }

  read(url: string, signal?: AbortSignal): Promise<PageReading> {
    const fetch = (address: string, until: AbortSignal) => fetchPage(address, this.rules, until);
    return readWithinLimits(url, fetch, this.options, signal);
  }

  override forTenant(owner: string): PageReader {
    return new HttpPageReader({ ...this.options, ...this.rules, owner });
  }
}
