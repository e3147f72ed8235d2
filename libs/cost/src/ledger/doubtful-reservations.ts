import type { Clock } from '@app/platform';
import type { DataSource } from 'typeorm';

/** The most that wait for a database that is away; what is over that is left to the reaper, in full. */
const MOST = 20_000;
/** The most of one round trip. */
const BATCH = 500;

/**
 * Reservations that failed in a way that leaves open whether they were committed. No call was made for them: whatever
 * was committed of them, or still will be, is released once the database answers again.
 */
export class DoubtfulReservations {
  private attemptIds: string[] = [];

  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  get size(): number {
    return this.attemptIds.length;
  }

  add(attemptIds: readonly string[]): void {
    this.attemptIds.push(...attemptIds.slice(0, MOST - this.size));
  }

  /** One at a time. Throws when the database is away; what is not released yet stays. */
  async release(): Promise<void> {
    while (this.size > 0) {
      const some = this.attemptIds.slice(0, BATCH);
      await this.database.query('SELECT ledger_void($1::uuid[], $2)', [some, this.clock.now()]);
      this.attemptIds = this.attemptIds.slice(some.length);
    }
  }
}
