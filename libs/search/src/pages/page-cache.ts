import type { PageReading } from './page-reader.js';

export interface CacheLimits {
  /** What all kept readings may weigh, bytes. */
  readonly maxBytes: number;
  /** How long a page is kept, milliseconds. */
  readonly ttlMs: number;
  /** How long a blocked one is; short, because most reasons pass. */
  readonly blockedTtlMs: number;
}

export const CACHE_DEFAULTS: CacheLimits = {
  maxBytes: 32 * 1024 * 1024,
  ttlMs: 10 * 60_000,
  blockedTtlMs: 30_000,
};

interface Kept {
  readonly reading: PageReading;
  readonly until: number;
  readonly bytes: number;
}

/** A reading besides its text, bytes: strings of addresses, hashes, the map's own. */
const OVERHEAD = 1_024;
/** About our own state, and not about the page. */
const NOT_KEPT = new Set(['busy', 'too-slow']);

/** The last readings, in memory only; those not used for longest go first. */
export class PageCache {
  private readonly kept = new Map<string, Kept>();
  private weight = 0;

  constructor(private readonly limits: CacheLimits = CACHE_DEFAULTS) {}

  get bytes(): number {
    return this.weight;
  }

  /** `now`: milliseconds, of the same clock as in `put`. */
  get(key: string, now: number): PageReading | undefined {
    const entry = this.kept.get(key);
    if (entry === undefined) return undefined;
    this.remove(key, entry);
    if (entry.until <= now) return undefined;
    this.add(key, entry);
    return entry.reading;
  }

  put(key: string, reading: PageReading, now: number): void {
    const { ttlMs, blockedTtlMs, maxBytes } = this.limits;
    if (reading.state === 'blocked' && NOT_KEPT.has(reading.code)) return;
    const previous = this.kept.get(key);
    if (previous !== undefined) this.remove(key, previous);
    const until = now + (reading.state === 'fetched' ? ttlMs : blockedTtlMs);
    this.add(key, { reading, until, bytes: weigh(key, reading) });
    for (const [oldest, entry] of this.kept) {
      if (this.weight <= maxBytes) break;
      this.remove(oldest, entry);
    }
  }

  private add(key: string, entry: Kept): void {
    this.kept.set(key, entry);
    this.weight += entry.bytes;
  }

  private remove(key: string, entry: Kept): void {
    this.kept.delete(key);
    this.weight -= entry.bytes;
  }
}

/** Two bytes a character, which is what V8 takes at most. */
function weigh(key: string, reading: PageReading): number {
  const text = reading.state === 'fetched' ? reading.text.length + reading.title.length : 0;
  return OVERHEAD + 2 * (key.length + text);
}
