import type { Clock } from '@app/platform';
import { isPassing } from '../database-fault.js';

/** A database that is away for longer is not waited for. Milliseconds. */
const AWAY_PATIENCE_MS = 60_000;

/** How well one reader has been able to look: what it may conclude from what it does not see. */
export class ReaderWatch {
  private since: number;
  private awaySince: number | null = null;
  private hasSeen = false;

  constructor(private readonly clock: Clock) {
    this.since = clock.monotonic();
  }

  /** Milliseconds for which it has been looking without a break. */
  get watchedMs(): number {
    return this.clock.monotonic() - this.since;
  }

  /** It could look. Through an outage nobody could, and nobody could say that he lives: the watch begins anew. */
  see(): void {
    if (this.awaySince !== null) this.since = this.clock.monotonic();
    this.awaySince = null;
    this.hasSeen = true;
  }

  /** Whether it looks again after `error`. At its first look it does not: nothing was promised yet. */
  bears(error: unknown): boolean {
    if (!this.hasSeen || !isPassing(error)) return false;
    const now = this.clock.monotonic();
    this.awaySince ??= now;
    return now - this.awaySince < AWAY_PATIENCE_MS;
  }
}
