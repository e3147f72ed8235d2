import type { Clock } from '@app/platform';
import { canonicalUrl, webUrl } from '../canonical-url.js';
import { untilAborted } from '../until-aborted.js';
import { PageCache, type CacheLimits } from './page-cache.js';
import { PageReader, type PageReading } from './page-reader.js';

interface Flight {
  readonly reading: Promise<PageReading>;
  readonly controller: AbortController;
  passengers: number;
}

/**
 * A reader that remembers, by tenant and canonical URL, and that reads a page once for all of a tenant who want it at
 * the same time. One who goes away does not end the reading of the others; the last one does.
 */
export class CachedPageReader extends PageReader {
  private readonly cache: PageCache;
  private readonly flights = new Map<string, Flight>();

  constructor(
    private readonly reader: PageReader,
    private readonly clock: Clock,
    limits?: CacheLimits,
  ) {
    super();
    this.cache = new PageCache(limits);
  }

  read(url: string, signal?: AbortSignal): Promise<PageReading> {
    return this.readFor('', url, signal);
  }

  override forTenant(tenant: string): PageReader {
    return new TenantPageReader((url, signal) => this.readFor(tenant, url, signal));
  }

  private async readFor(tenant: string, url: string, signal?: AbortSignal): Promise<PageReading> {
    signal?.throwIfAborted();
    const page = keyOf(url);
    const reader = tenant === '' ? this.reader : this.reader.forTenant(tenant);
    if (page === null) return reader.read(url, signal);
    const key = `${tenant}\0${page}`;
    const kept = this.cache.get(key, this.clock.monotonic());
    if (kept !== undefined) return asCached(kept, url);
    return { ...(await this.board(key, url, reader, signal)), url };
  }

  private async board(
    key: string,
    url: string,
    reader: PageReader,
    signal?: AbortSignal,
  ): Promise<PageReading> {
    const flight = this.flights.get(key) ?? this.launch(key, url, reader);
    flight.passengers += 1;
    try {
      return await (signal ? untilAborted(flight.reading, signal) : flight.reading);
    } finally {
      flight.passengers -= 1;
      if (flight.passengers === 0) this.land(key, flight);
    }
  }

  private launch(key: string, url: string, reader: PageReader): Flight {
    const controller = new AbortController();
    const reading = reader.read(url, controller.signal);
    const flight = { reading, controller, passengers: 0 };
    this.flights.set(key, flight);
    // A rejection is an abort that nobody waits for any more.
    void reading.then(
      (result) => {
        this.cache.put(key, result, this.clock.monotonic());
        this.land(key, flight);
      },
      () => {},
    );
    return flight;
  }

  private land(key: string, flight: Flight): void {
    if (this.flights.get(key) === flight) this.flights.delete(key);
    flight.controller.abort();
  }
}

class TenantPageReader extends PageReader {
  constructor(readonly read: PageReader['read']) {
    super();
  }
}

/**
 * Null: read as it is, and refused there. Credentials are no part of the canonical form, so an address that holds
 * some must not be given the page of one that does not.
 */
function keyOf(url: string): string | null {
  const page = webUrl(url);
  return page === null || page.username !== '' || page.password !== '' ? null : canonicalUrl(page);
}

function asCached(reading: PageReading, url: string): PageReading {
  return reading.state === 'fetched' ? { ...reading, url, cached: true } : { ...reading, url };
}
