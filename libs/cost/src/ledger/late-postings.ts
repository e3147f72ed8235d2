import { Logger } from '@nestjs/common';
import type { Clock } from '@app/platform';
import { isPassing } from './database-fault.js';
import type { Settlement } from './ledger-rows.js';
import { lesserPostings } from './lesser-postings.js';

/** The most postings of one round trip. */
const BATCH = 500;
/** Postings that wait for a database that is away. What is over that stays on hold and is reaped as unknown. */
const MOST_BACKLOG = 20_000;
const FIRST_PAUSE_MS = 50;

/**
 * Postings whose trip failed. Those are tried again until their callers' patience ends, and wait in a backlog for
 * the next heartbeat after that; one that the tables refuse is posted in a lesser form, and keeps nobody else back.
 */
export class LatePostings {
  private readonly logger = new Logger('Ledger');
  /** Postings that are tried again and again. */
  private readonly retrying = new Set<Promise<unknown>>();
  private backlog: Settlement[] = [];

  constructor(
    private readonly post: (batch: readonly Settlement[]) => Promise<void>,
    private readonly clock: Clock,
    /** How long a posting is waited for while the database is away. Milliseconds. */
    private readonly patienceMs: number,
  ) {}

  /** How many nobody waits for any more. */
  get waiting(): number {
    return this.backlog.length;
  }

  /** When the oldest of them ended, milliseconds since the epoch; null when none waits. */
  get oldestPostedAt(): number | null {
    return this.backlog[0]?.posting.postedAt ?? null;
  }

  /** Resolves when nothing is tried any more: what is left is in the backlog. */
  async settled(): Promise<void> {
    await Promise.all(this.retrying);
  }

  /** Apart from the trips, so that no reservation waits behind a posting that cannot be made. */
  keepTrying(batch: readonly Settlement[], cause: unknown): Promise<void>[] {
    const trying = this.postInTheEnd(batch, cause);
    this.retrying.add(trying);
    void trying.finally(() => this.retrying.delete(trying));
    return batch.map(() => trying);
  }

  private async postInTheEnd(batch: readonly Settlement[], first: unknown): Promise<void> {
    const giveUpAt = this.clock.monotonic() + this.patienceMs;
    let cause = first;
    for (let pauseMs = FIRST_PAUSE_MS; isPassing(cause); pauseMs *= 2) {
      // Behind a backlog nobody waits again: the batches behind this one would wait for the sum of it.
      if (this.backlog.length > 0 || this.clock.monotonic() + pauseMs > giveUpAt) return this.postpone(batch);
      await this.clock.sleep(pauseMs);
      try {
        await this.post(batch);
        return;
      } catch (error) {
        cause = error;
      }
    }
    this.postpone((await this.postEach(batch)).left);
  }

  /**
   * One of a batch is not as the tables want it: the others must not suffer. Where the database goes away
   * meanwhile, `left` is what is still to be posted.
   */
  private async postEach(
    batch: readonly Settlement[],
  ): Promise<{ readonly left: readonly Settlement[]; readonly cause?: unknown }> {
    for (const [index, one] of batch.entries()) {
      try {
        await this.postSomehow(one);
      } catch (cause) {
        return { left: batch.slice(index), cause };
      }
    }
    return { left: [] };
  }

  /** Throws passing faults only: the call was made and answered, whatever the tables think of its posting. */
  private async postSomehow(settlement: Settlement): Promise<void> {
    const { attemptId: attempt_id, requestId: request_id } = settlement.reservation;
    for (const one of lesserPostings(settlement)) {
      try {
        await this.post([one]);
        return;
      } catch (error) {
        if (isPassing(error)) throw error;
        this.logger.error({ message: 'A posting was refused.', attempt_id, request_id, error });
      }
    }
  }

  private postpone(batch: readonly Settlement[]): void {
    this.backlog.push(...batch.slice(0, Math.max(0, MOST_BACKLOG - this.backlog.length)));
  }

  async postBacklog(): Promise<void> {
    while (this.backlog.length > 0) {
      const batch = this.backlog.slice(0, BATCH);
      const { left, cause } = await this.postTogether(batch);
      this.backlog = this.backlog.slice(batch.length - left.length);
      if (left.length > 0) throw cause;
    }
  }

  private async postTogether(batch: readonly Settlement[]) {
    try {
      await this.post(batch);
      return { left: [] };
    } catch (cause) {
      return isPassing(cause) ? { left: batch, cause } : this.postEach(batch);
    }
  }
}
