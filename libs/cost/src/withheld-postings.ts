import { Logger } from '@nestjs/common';
import type { Ledger } from './ledger.js';
import type { Settlement } from './ledger-rows.js';

const logger = new Logger('Ledger');

/**
 * Postings of one request that wait until its answer is durable: a call that is posted is a call whose answer can be
 * told again. What it costs is known all the same, and told with the answer.
 */
export class WithheldPostings {
  private waiting: Settlement[] = [];

  constructor(
    private readonly ledger: Pick<Ledger, 'settle'>,
    /** Makes them durable apart from the ledger, so that another process can post them. */
    private readonly owe: (settlements: readonly Settlement[]) => Promise<void>,
  ) {}

  add(settlement: Settlement): void {
    this.waiting.push(settlement);
  }

  /** Before the answer is kept. Where it fails, a process that dies now leaves them to the reaper, in full. */
  async writeDown(): Promise<void> {
    if (this.waiting.length === 0) return;
    try {
      await this.owe(this.waiting);
    } catch (error) {
      logger.warn({ message: 'Postings could not be written down ahead.', error });
    }
  }

  /** Once the answer is kept, or will never be. Resolves as `Ledger.settle` does; may be called again. */
  async post(): Promise<void> {
    const due = this.waiting;
    this.waiting = [];
    await Promise.all(due.map(({ reservation, posting }) => this.ledger.settle({ reservation }, posting)));
  }
}
