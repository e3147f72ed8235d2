import type { Metering, RequestAccount } from '@app/cost';
import type { SearchCache, SearchEngine } from '@app/search';

export interface EngineParts {
  readonly engine: SearchEngine;
  readonly metering: Pick<Metering, 'search'>;
  readonly searchCache: SearchCache;
}

/** The cache stands around this caller's own metered engine, so that who of an organisation asks first pays. */
export function engineFor(account: RequestAccount, parts: EngineParts): SearchEngine {
  return parts.searchCache.through(parts.metering.search(parts.engine, account), account.payer.organisation);
}
