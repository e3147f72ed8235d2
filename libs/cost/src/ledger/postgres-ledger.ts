import { type Clock, inTime, MicroBatcher } from '@app/platform';
import type { DataSource } from 'typeorm';
import { isPassing, ledgerUnavailable } from './database-fault.js';
import { DoubtfulReservations } from './doubtful-reservations.js';
import { type Hold, type LateUsage, Ledger, type Posting, type Reservation } from './ledger.js';
import { jsonText, lineRows, type Settlement } from './ledger-rows.js';
import { LedgerTrip, type TripOutcome } from './ledger-trip.js';
import { LatePostings } from './late-postings.js';

export interface PostgresLedgerOptions {
  /** Names this process; a restarted one is another. */
  readonly processId: string;
  /** How long a process that shows no sign of life keeps its attempts. Milliseconds. */
  readonly leaseMs: number;
  /** How long a posting is waited for while the database is away. Milliseconds. */
  readonly patienceMs: number;
}

export const LEDGER_DEFAULTS = { leaseMs: 15_000, patienceMs: 5_000 };

/** A database that takes longer to say yes is not one to spend by. Milliseconds. */
const RESERVE_MS = 2_500;
/** The most attempts of one round trip; more wait for the next. */
const BATCH = 500;
/** The most attempts of one turn of the reaper. */
export const REAPED_AT_ONCE = 500;
/**
 * A trip costs this process a tenth of a millisecond of CPU however many share it: under load they leave at this
 * pace at most. A call that comes alone waits for nothing.
 */
const PACE_MS = 2;

/** What a trip takes along: a call that wants to begin, or one that has ended. */
type Errand = { readonly reservation: Reservation } | Settlement;
type Done = Hold | void;

/**
 * The ledger in Postgres. What arrives together is written together: one round trip, one commit and one look at
 * each budget for a whole batch, so that a budget everybody shares is no bottleneck. Several processes are kept
 * apart by row locks alone.
 */
export class PostgresLedger extends Ledger {
  private readonly errands: MicroBatcher<Errand, Done | Promise<Done>>;
  private readonly trip: LedgerTrip;
  private beating: Promise<void> | null = null;
  private readonly late: LatePostings;
  /** Of settlements that somebody waits for, the oldest first. */
  private readonly unsettled = new Set<Settlement>();
  private readonly doubtful: DoubtfulReservations;

  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly options: PostgresLedgerOptions,
  ) {
    super();
    this.trip = new LedgerTrip(database, options);
    this.doubtful = new DoubtfulReservations(database, clock);
    this.late = new LatePostings((batch) => this.post(batch), clock, options.patienceMs);
    this.errands = new MicroBatcher({
      flush: (batch) => this.carry(batch),
      maxItems: BATCH,
      paceMs: PACE_MS,
    });
  }

  async reserve(reservation: Reservation): Promise<Hold> {
    const held = this.errands.add({ reservation }) as Promise<Hold>;
    return inTime(held, this.clock, RESERVE_MS, () => {
      // It may be on its way, or still will be.
      this.doubtful.add([reservation.attemptId]);
      return ledgerUnavailable(new Error(`No answer within ${RESERVE_MS} ms.`));
    });
  }

  /** While the database is away it is waited for `patienceMs`; then the posting goes on waiting without its caller. */
  settle(hold: Hold, posting: Posting): Promise<void> {
    const settlement: Settlement = { reservation: hold.reservation, posting };
    this.unsettled.add(settlement);
    return (this.errands.add(settlement) as Promise<void>).finally(() => this.unsettled.delete(settlement));
  }

  async correct(attemptId: string, late: LateUsage): Promise<void> {
    const [row] = await this.database.query<{ posted: string | null }[]>(
      'SELECT ledger_correct($1, $2, $3, $4, $5) AS posted',
      [attemptId, late.usage, jsonText(late.rawUsage), lineRows(late.lines), late.postedAt],
    );
    if (row?.posted == null) throw new Error(`Attempt ${attemptId} is not posted.`);
  }

  /** Attempts that have ended and are not yet durable. */
  get waiting(): number {
    return this.late.waiting + this.unsettled.size;
  }

  /** Milliseconds since the oldest of them ended; 0 when there is none. */
  get lagMs(): number {
    // Whoever waits in the backlog was there before those whose callers still wait.
    const [unsettled] = this.unsettled;
    const oldest = this.late.oldestPostedAt ?? unsettled?.posting.postedAt;
    return oldest === undefined ? 0 : Math.max(0, this.clock.now() - oldest);
  }

  /** Shows that this process lives, and brings in what an outage has left. Throws when the database is away. One at a time. */
  heartbeat(): Promise<void> {
    this.beating ??= this.beat().finally(() => (this.beating = null));
    return this.beating;
  }

  private async beat(): Promise<void> {
    await this.database.query(
      `INSERT INTO leases (process_id, expires_at) VALUES ($1, clock_timestamp() + $2 * interval '1 ms')
       ON CONFLICT (process_id) DO UPDATE SET expires_at = excluded.expires_at`,
      [this.options.processId, this.options.leaseMs],
    );
    await this.doubtful.release();
    await this.late.postBacklog();
  }

  /**
   * Posts what dead processes have left, in full, as unknown. Resolves with how many attempts that were: at most
   * `REAPED_AT_ONCE`, because nobody is admitted to their budgets meanwhile.
   */
  async reap(): Promise<number> {
    const [row] = await this.database.query<{ reaped: number }[]>('SELECT ledger_reap($1, $2) AS reaped', [
      REAPED_AT_ONCE,
      this.clock.now(),
    ]);
    return row?.reaped ?? 0;
  }

  /** Makes the partitions of this month and the next, and forgets voided reservations that cannot come any more. */
  async tidy(): Promise<void> {
    await this.database.query(`DELETE FROM voided_reservations WHERE voided_at < now() - interval '1 day'`);
    await this.database.query(
      `SELECT ledger_make_month(to_timestamp($1::float8 / 1000) + m * interval '1 month') FROM generate_series(0, 1) m`,
      [this.clock.now()],
    );
  }

  /** Posts what is under way and gives the lease back, so that nothing waits for it to run out. */
  async close(): Promise<void> {
    await this.errands.close();
    await this.late.settled();
    await this.beating?.catch(() => undefined);
    await this.late.postBacklog();
    await this.database.query('DELETE FROM leases WHERE process_id = $1', [this.options.processId]);
  }

  private async carry(batch: readonly Errand[]): Promise<(Done | Promise<Done> | Error)[]> {
    const settlements = batch.filter(hasEnded);
    const reservations = batch.filter((errand) => !hasEnded(errand)).map(({ reservation }) => reservation);
    const done = await this.carryTogether(reservations, settlements);
    let reserved = 0;
    let settled = 0;
    return batch.map((errand) => (hasEnded(errand) ? done.settled[settled++] : done.reserved[reserved++]));
  }

  private async carryTogether(reservations: readonly Reservation[], settlements: readonly Settlement[]) {
    try {
      const outcome = await this.trip.run(reservations, settlements);
      return { reserved: admitted(reservations, outcome), settled: await this.mend(settlements, outcome) };
    } catch (cause) {
      return {
        reserved: await this.refuse(reservations, cause, settlements.length > 0),
        settled: this.late.keepTrying(settlements, cause),
      };
    }
  }

  /** One of a trip is not as the tables want it: the others must not suffer. */
  private async refuse(
    batch: readonly Reservation[],
    cause: unknown,
    inCompany: boolean,
  ): Promise<(Hold | Error)[]> {
    const outcomes: (Hold | Error)[] = [];
    if (!isPassing(cause) && (batch.length > 1 || inCompany)) {
      for (const one of batch) outcomes.push(...(await this.carryTogether([one], [])).reserved);
      return outcomes;
    }
    this.doubtful.add(batch.map(({ attemptId }) => attemptId));
    return batch.map(() => ledgerUnavailable(cause));
  }

  private async post(batch: readonly Settlement[]): Promise<void> {
    await this.mend(batch, await this.trip.run([], batch));
  }

  /** A reaper took us for dead: what it posted in full is mended by what we know. */
  private async mend(batch: readonly Settlement[], { late }: TripOutcome): Promise<void[]> {
    for (const { attempt, standing } of late) {
      const found = batch.find(({ reservation }) => reservation.attemptId === attempt);
      if (standing === 'unknown' && found && found.posting.outcome !== 'unknown')
        await this.correct(attempt, found.posting);
    }
    return batch.map(() => undefined);
  }
}

function hasEnded(errand: Errand): errand is Settlement {
  return 'posting' in errand;
}

function admitted(batch: readonly Reservation[], { refused }: TripOutcome): (Hold | Error)[] {
  const outcomes: (Hold | Error)[] = batch.map((reservation) => ({ reservation }));
  for (const { ordinal, error } of refused) outcomes[ordinal] = error;
  return outcomes;
}
