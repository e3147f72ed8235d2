import { type Clock, MicroBatcher } from '@app/platform';
import type { DataSource } from 'typeorm';
import { budgetExceeded } from './budget.js';
import { isPassing, ledgerUnavailable } from './database-fault.js';
import { type Hold, type LateUsage, Ledger, type Posting, type Reservation } from './ledger.js';
import { lineRows, priceRow, reservationRows, type Settlement, settlementRows } from './ledger-rows.js';
import { Money } from './money.js';

export interface PostgresLedgerOptions {
  /** Names this process; a restarted one is another. */
  readonly processId: string;
  /** How long a process that shows no sign of life keeps its attempts. Milliseconds. */
  readonly leaseMs: number;
  /** How long a posting is waited for while the database is away. Milliseconds. */
  readonly patienceMs: number;
}

export const LEDGER_DEFAULTS = { leaseMs: 15_000, patienceMs: 5_000 };

/** The most attempts of one round trip; more wait for the next. */
const BATCH = 500;
/** Postings that wait for a database that is away. What is over that stays on hold and is reaped as unknown. */
const MOST_BACKLOG = 20_000;
const FIRST_PAUSE_MS = 50;
/**
 * How long the first of a batch waits for company. A round trip costs this process a tenth of a millisecond of CPU
 * however many share it; the reservation is waited for by a person, the posting hardly.
 */
const RESERVE_WINDOW_MS = 1;
const SETTLE_WINDOW_MS = 2;

interface Refused {
  readonly ordinal: number;
  readonly budget: string;
  readonly budget_limit: string;
  readonly budget_spent: string;
  readonly budget_reserved: string;
  readonly resets_at: Date;
}

/**
 * The ledger in Postgres. What arrives together is written together: one round trip, one commit and one look at
 * each budget for a whole batch, so that a budget everybody shares is no bottleneck. Several processes are kept
 * apart by row locks alone.
 */
export class PostgresLedger extends Ledger {
  private readonly reserving: MicroBatcher<Reservation, Hold>;
  private readonly settling: MicroBatcher<Settlement, void>;
  /** Price versions this process has written; as many as the price book has. */
  private readonly versions = new Set<string>();
  private backlog: Settlement[] = [];
  /** Attempts whose reservation failed in a way that leaves open whether it was committed. */
  private doubtful: string[] = [];

  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly options: PostgresLedgerOptions,
  ) {
    super();
    this.reserving = new MicroBatcher({
      flush: (batch) => this.flushReservations(batch),
      maxItems: BATCH,
      windowMs: RESERVE_WINDOW_MS,
    });
    this.settling = new MicroBatcher({
      flush: (batch) => this.flushSettlements(batch),
      maxItems: BATCH,
      windowMs: SETTLE_WINDOW_MS,
    });
  }

  reserve(reservation: Reservation): Promise<Hold> {
    return this.reserving.add(reservation);
  }

  /** While the database is away it is waited for `patienceMs`; then the posting goes on waiting without its caller. */
  settle(hold: Hold, posting: Posting): Promise<void> {
    return this.settling.add({ reservation: hold.reservation, posting });
  }

  async correct(attemptId: string, late: LateUsage): Promise<void> {
    const [row] = await this.database.query<{ posted: string | null }[]>(
      'SELECT ledger_correct($1, $2, $3, $4, $5) AS posted',
      [attemptId, late.usage, JSON.stringify(late.rawUsage), lineRows(late.lines), late.postedAt],
    );
    if (row?.posted == null) throw new Error(`Attempt ${attemptId} is not posted.`);
  }

  /** Attempts that have ended and are not yet durable. */
  get waiting(): number {
    return this.backlog.length + this.settling.waiting;
  }

  /** Milliseconds since the oldest of them ended; 0 when there is none. */
  get lagMs(): number {
    const oldest = this.backlog[0];
    return oldest ? Math.max(0, this.clock.now() - oldest.posting.postedAt) : 0;
  }

  /** Shows that this process lives, and brings in what an outage has left. Throws when the database is away. */
  async heartbeat(): Promise<void> {
    await this.database.query(
      `INSERT INTO leases (process_id, expires_at) VALUES ($1, clock_timestamp() + $2 * interval '1 ms')
       ON CONFLICT (process_id) DO UPDATE SET expires_at = excluded.expires_at`,
      [this.options.processId, this.options.leaseMs],
    );
    await this.voidDoubtful();
    await this.postBacklog();
  }

  /** Posts what dead processes have left, in full, as unknown. Resolves with how many attempts that were. */
  async reap(): Promise<number> {
    const [row] = await this.database.query<{ reaped: number }[]>('SELECT ledger_reap($1, $2) AS reaped', [
      BATCH,
      this.clock.now(),
    ]);
    return row?.reaped ?? 0;
  }

  /** Makes the partitions of this month and the next. */
  async makeMonths(): Promise<void> {
    await this.database.query(
      `SELECT ledger_make_month(to_timestamp($1::float8 / 1000) + m * interval '1 month') FROM generate_series(0, 1) m`,
      [this.clock.now()],
    );
  }

  /** Posts what is under way and gives the lease back, so that nothing waits for it to run out. */
  async close(): Promise<void> {
    await Promise.all([this.reserving.close(), this.settling.close()]);
    await this.postBacklog();
    await this.database.query('DELETE FROM leases WHERE process_id = $1', [this.options.processId]);
  }

  private async flushReservations(batch: readonly Reservation[]): Promise<(Hold | Error)[]> {
    try {
      return await this.admit(batch);
    } catch (cause) {
      // One of a batch is not as the tables want it: the others must not suffer.
      if (!isPassing(cause) && batch.length > 1) return this.admitEach(batch);
      this.doubtful.push(
        ...batch.map(({ attemptId }) => attemptId).slice(0, MOST_BACKLOG - this.doubtful.length),
      );
      throw ledgerUnavailable(cause);
    }
  }

  private async admit(batch: readonly Reservation[]): Promise<(Hold | Error)[]> {
    await this.recordPrices(batch);
    const { processId, leaseMs } = this.options;
    const refused = await this.database.query<Refused[]>('SELECT * FROM ledger_reserve($1, $2, $3)', [
      processId,
      leaseMs,
      reservationRows(batch),
    ]);
    const outcomes: (Hold | Error)[] = batch.map((reservation) => ({ reservation }));
    for (const refusal of refused) outcomes[refusal.ordinal] = refusalOf(refusal);
    return outcomes;
  }

  private async admitEach(batch: readonly Reservation[]): Promise<(Hold | Error)[]> {
    const outcomes: (Hold | Error)[] = [];
    for (const one of batch)
      outcomes.push(...(await this.flushReservations([one]).catch((error) => [asError(error)])));
    return outcomes;
  }

  private async flushSettlements(batch: readonly Settlement[]): Promise<(void | Error)[]> {
    const giveUpAt = this.clock.monotonic() + this.options.patienceMs;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs *= 2) {
      try {
        return await this.post(batch);
      } catch (error) {
        if (!isPassing(error)) return this.postEach(batch);
        // Behind a backlog nobody waits again: the batches behind this one would wait for the sum of it.
        if (this.backlog.length > 0 || this.clock.monotonic() + pauseMs > giveUpAt)
          return this.postpone(batch);
        await this.clock.sleep(pauseMs);
      }
    }
  }

  private async post(batch: readonly Settlement[]): Promise<(void | Error)[]> {
    const late = await this.database.query<{ attempt: string; standing: string | null }[]>(
      'SELECT * FROM ledger_settle($1, $2)',
      settlementRows(batch),
    );
    for (const { attempt, standing } of late) {
      const found = batch.find(({ reservation }) => reservation.attemptId === attempt);
      // A reaper took us for dead: what it posted in full is mended by what we know.
      if (standing === 'unknown' && found && found.posting.outcome !== 'unknown')
        await this.correct(attempt, found.posting);
    }
    return batch.map(() => undefined);
  }

  /** One of a batch is not as the tables want it: the others must not suffer. Its hold stays. */
  private async postEach(batch: readonly Settlement[]): Promise<(void | Error)[]> {
    const outcomes: (void | Error)[] = [];
    for (const one of batch) {
      const outcome = await this.post([one]).catch((error: unknown) => asError(error));
      outcomes.push(outcome instanceof Error ? outcome : undefined);
    }
    return outcomes;
  }

  private postpone(batch: readonly Settlement[]): (void | Error)[] {
    this.backlog.push(...batch.slice(0, Math.max(0, MOST_BACKLOG - this.backlog.length)));
    return batch.map(() => undefined);
  }

  private async postBacklog(): Promise<void> {
    while (this.backlog.length > 0) {
      const batch = this.backlog.slice(0, BATCH);
      await this.post(batch).catch((error: unknown) => {
        if (isPassing(error)) throw error;
        return this.postEach(batch);
      });
      this.backlog = this.backlog.slice(batch.length);
    }
  }

  /** No call was made for these: whatever was committed of them is released. */
  private async voidDoubtful(): Promise<void> {
    while (this.doubtful.length > 0) {
      const ids = this.doubtful.slice(0, BATCH);
      const items = ids.map((a, n) => ({ n, a, o: 'voided', b: 'exact', c: 0, u: {}, at: this.clock.now() }));
      await this.database.query('SELECT * FROM ledger_settle($1, $2)', [JSON.stringify(items), '[]']);
      this.doubtful = this.doubtful.slice(ids.length);
    }
  }

  /** Once per version and process: which rates a version stands for is written before anything is charged by it. */
  private async recordPrices(batch: readonly Reservation[]): Promise<void> {
    for (const { price } of batch) {
      if (this.versions.has(price.version)) continue;
      await this.database.query(
        'INSERT INTO price_versions (version, vendor, model, rates) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
        priceRow(price),
      );
      this.versions.add(price.version);
    }
  }
}

function refusalOf(refused: Refused): Error {
  return budgetExceeded({
    budget: refused.budget,
    limit: Money.fromDecimal(refused.budget_limit),
    spent: Money.fromDecimal(refused.budget_spent),
    reserved: Money.fromDecimal(refused.budget_reserved),
    resetsAt: refused.resets_at.getTime(),
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
