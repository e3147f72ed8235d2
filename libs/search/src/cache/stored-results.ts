import type { Clock } from '@app/platform';
import type { SearchHit, SearchResult } from '../search-engine.js';

export interface StoredResultsOptions {
  readonly clock: Clock;
  readonly ttlMs: number;
  readonly maxEntries: number;
  readonly maxBytes: number;
}

interface Entry {
  readonly result: SearchResult;
  readonly bytes: number;
  /** Of the monotonic clock, milliseconds. */
  readonly until: number;
}

/** What objects, numbers and pointers of a hit weigh besides its text, bytes. */
const HIT_OVERHEAD = 200;
const ENTRY_OVERHEAD = 300;

/** Results by key until their time is over; the one not used for longest goes first. Bounded in number and weight. */
export class StoredResults {
  private readonly entries = new Map<string, Entry>();
  private bytes = 0;

  constructor(private readonly options: StoredResultsOptions) {}

  get(key: string): SearchResult | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    this.remove(key, entry);
    if (entry.until <= this.options.clock.monotonic()) return undefined;
    this.add(key, entry);
    return entry.result;
  }

  set(key: string, result: SearchResult): void {
    const { clock, ttlMs, maxBytes, maxEntries } = this.options;
    const bytes = weightOf(key, result);
    const known = this.entries.get(key);
    if (known) this.remove(key, known);
    if (bytes > maxBytes) return;
    this.add(key, { result, bytes, until: clock.monotonic() + ttlMs });
    for (const [oldest, entry] of this.entries) {
      if (this.bytes <= maxBytes && this.entries.size <= maxEntries) break;
      this.remove(oldest, entry);
    }
  }

  /** To the end of the line: a map keeps the order in which its keys came. */
  private add(key: string, entry: Entry): void {
    this.entries.set(key, entry);
    this.bytes += entry.bytes;
  }

  private remove(key: string, entry: Entry): void {
    this.entries.delete(key);
    this.bytes -= entry.bytes;
  }
}

function weightOf(key: string, { hits }: SearchResult): number {
  return hits.reduce((sum, hit) => sum + weightOfHit(hit), ENTRY_OVERHEAD + 2 * key.length);
}

function weightOfHit({ url, canonicalUrl, title, snippet, engine }: SearchHit): number {
  const characters = url.length + canonicalUrl.length + title.length + snippet.length + engine.length;
  return HIT_OVERHEAD + 2 * characters;
}
