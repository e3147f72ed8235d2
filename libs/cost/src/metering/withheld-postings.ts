import { Logger } from '@nestjs/common';
import { type Clock, inTime } from '@app/platform';
import type { Ledger } from '../ledger/ledger.js';
import type { Settlement } from '../ledger/ledger-rows.js';

const logger = new Logger('Ledger');

/** An answer does not wait longer for what matters only if its process dies in the next moment. Milliseconds. */
const OWE_MS = 1_000;
const tooSlow = (): Error => new Error(`Not written down within ${OWE_MS} ms.`);

/**
 * Postings of one request that wait until its answer is durable: a call that is posted is a call whose answer can be
 * told again. What it costs is known all the same, and told with the answer.
 */
export class WithheldPostings {
  private waiting: Settlement[] = [];
  private isOver = false;

  constructor(
    private readonly ledger: Pick<Ledger, 'settle'>,
    private readonly clock: Pick<Clock, 'sleep'>,
    /** Makes them durable apart from the ledger, so that another process can post them. */
    private readonly owe: (settlements: readonly Settlement[]) => Promise<void>,
  ) {}

  /** Resolves when it is posted or waits; one that comes when the others have been posted is posted at once. */
  async add(settlement: Settlement): Promise<void> {
    if (this.isOver) await this.settle(settlement);
    else this.waiting.push(settlement);
  }

  /** Before the answer is kept. Where it fails, a process that dies now leaves them to the reaper, in full. */
  async writeDown(): Promise<void> {
    if (this.waiting.length === 0) return;
    try {
      await inTime(this.owe(this.waiting), this.clock, OWE_MS, tooSlow);
    } catch (error) {
      logger.warn({ message: 'Postings could not be written down ahead.', error });
    }
  }

  /** Once the answer is kept, or will never be; may be called again. What the ledger refuses is left to its reaper. */
  async post(): Promise<void> {
    const due = this.waiting;
    this.waiting = [];
    this.isOver = true;
    await Promise.all(due.map((settlement) => this.settle(settlement)));
  }

  private async settle({ reservation, posting }: Settlement): Promise<void> {
    try {
      await this.ledger.settle({ reservation }, posting);
    } catch (error) {
      const { requestId: request_id, attemptId: attempt_id } = reservation;
      logger.error({ message: 'A posting is left to the reaper, in full.', request_id, attempt_id, error });
    }
  }
}
