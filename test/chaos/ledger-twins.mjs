// The broken twins of the ledger's cases: ledgers as they are commonly built, patched into the built service.
import { AttemptTally } from '../../dist/libs/cost/src/metering/attempt-tally.js';
import { IdempotencyStore } from '../../dist/libs/cost/src/idempotency/idempotency-store.js';
import { LatePostings } from '../../dist/libs/cost/src/ledger/late-postings.js';
import { reservationRows } from '../../dist/libs/cost/src/ledger/ledger-rows.js';
import { LedgerTrip } from '../../dist/libs/cost/src/ledger/ledger-trip.js';
import { Metering } from '../../dist/libs/cost/src/metering/metering.js';
import { Money } from '../../dist/libs/cost/src/money.js';
import { PostgresLedger } from '../../dist/libs/cost/src/ledger/postgres-ledger.js';
import { mutate } from './mutate.mjs';

const ledger = PostgresLedger.prototype;
const { reserve, settle, correct } = ledger;
const { run } = LedgerTrip.prototype;

export const twins = {
  none() {},

  /** For the bench: what the service would cost without a ledger. */
  'none-at-all'() {
    ledger.reserve = (reservation) => Promise.resolve({ reservation });
    ledger.settle = () => Promise.resolve();
  },

  /** The call first, the books later: what dies in between was never written down. */
  'ledger-after-call'() {
    ledger.reserve = (reservation) => Promise.resolve({ reservation });
    ledger.settle = async function (hold, posting) {
      await reserve.call(this, hold.reservation);
      return settle.call(this, hold, posting);
    };
  },

  /** Look whether there is room, then take it, in two steps. */
  'check-then-charge'() {
    ledger.reserve = async function (reservation) {
      const [{ room }] = await this.database.query(
        `SELECT min(w.limit_amount - w.spent - w.reserved) AS room FROM budget_windows w
         JOIN budgets b ON b.id = w.budget_id WHERE b.deleted_at IS NULL`,
      );
      if (room === null || Number(room) < Number(reservation.amount.toDecimal()))
        return reserve.call(this, reservation);
      return charge(this, reservation);
    };
  },

  /** A stream that was cut costs nothing on paper. */
  'free-aborts'() {
    ledger.settle = function (hold, posting) {
      if (posting.basis !== 'estimated') return settle.call(this, hold, posting);
      return settle.call(this, hold, {
        ...posting,
        outcome: 'voided',
        lines: [],
        cost: Money.fromDecimal('0'),
      });
    };
  },

  /** A call that nobody waited for costs nothing on paper: searches have no half answers. */
  'free-left-searches'() {
    ledger.settle = function (hold, posting) {
      if (posting.basis !== 'unknown' || hold.reservation.kind !== 'search')
        return settle.call(this, hold, posting);
      return settle.call(this, hold, {
        ...posting,
        outcome: 'voided',
        lines: [],
        cost: Money.fromDecimal('0'),
      });
    };
  },

  /** A vendor that has fallen silent is taken to go on at its pace, for a second. */
  'counts-silence'() {
    Object.defineProperty(AttemptTally.prototype, 'unseenShare', {
      get() {
        const writingMs = this.lastAt - this.firstAt;
        if (writingMs < 50) return 0;
        return Math.min(this.clock.monotonic() - this.lastAt, writingMs, 1_000) / writingMs;
      },
    });
  },

  /** What a dead process had reserved stays reserved. */
  'no-reaper'() {
    ledger.reap = () => Promise.resolve(0);
  },

  /** Posts first, and releases what was held with the next statement. */
  'releases-later'() {
    const held = 'h.attempt_id, h.amount, h.windows';
    const own = 'holds h WHERE h.attempt_id = ANY (ARRAY(SELECT i.a FROM given i))';
    mutate(
      '/ledger-functions/settle.js',
      `DELETE FROM ${own} RETURNING ${held}`,
      `SELECT ${held} FROM ${own}`,
    );
    LedgerTrip.prototype.run = async function (reservations, settlements) {
      const outcome = await run.call(this, reservations, settlements);
      const ids = settlements.map(({ reservation }) => reservation.attemptId);
      await this.database.query('DELETE FROM holds WHERE attempt_id = ANY ($1::uuid[])', [ids]);
      return outcome;
    };
  },

  /** Charges by a price, and writes down later which one that was. */
  'prices-later'() {
    LedgerTrip.prototype.run = async function (reservations, settlements) {
      const unwritten = reservations
        .map(({ price }) => price)
        .filter(({ version }) => !this.versions.has(version));
      for (const { version } of unwritten) this.versions.add(version);
      const outcome = await run.call(this, reservations, settlements);
      for (const price of unwritten) await this.recordPrice(price);
      return outcome;
    };
  },

  /** Takes back what stood, then posts what is true. */
  'corrects-in-two-steps'() {
    ledger.correct = async function (attemptId, late) {
      await correct.call(this, attemptId, { ...late, lines: [] });
      await correct.call(this, attemptId, late);
    };
  },

  /** A posting that the database did not take is forgotten. */
  forgetful() {
    LatePostings.prototype.keepTrying = (batch) => batch.map(() => undefined);
  },

  /** Retries are told apart by nothing. */
  'no-idempotency'() {
    IdempotencyStore.prototype.begin = () => Promise.resolve({ state: 'fresh', left: null });
    IdempotencyStore.prototype.note = () => Promise.resolve(true);
    IdempotencyStore.prototype.finish = () => Promise.resolve('kept');
  },

  /** A call is posted when it has ended, whatever becomes of its answer. */
  'posted-before-kept'() {
    Metering.prototype.withhold = () => {};
  },

  /** Whoever's lease is over is dead, wherever the database was meanwhile. */
  'lease-alone'() {
    const { begin } = IdempotencyStore.prototype;
    let replacing;
    IdempotencyStore.prototype.begin = async function (asked) {
      replacing ??= this.database.query(
        `CREATE OR REPLACE FUNCTION lease_is_over(p_process text, p_lease_ms integer, p_at timestamptz) RETURNS boolean
         LANGUAGE sql STABLE AS 'SELECT NOT EXISTS (SELECT FROM leases WHERE process_id = p_process AND expires_at > p_at)'`,
      );
      // The holder has replaced it before the database went away.
      await replacing.catch(() => {});
      return begin.call(this, asked);
    };
  },
};

/** The second step of two: what was seen to fit is written down, whatever has changed meanwhile. */
async function charge(self, reservation) {
  const rows = reservationRows([reservation]);
  await self.database.query(
    `WITH item AS (SELECT * FROM jsonb_populate_recordset(NULL::ledger_reservation, $1::jsonb)),
       open_windows AS (
         UPDATE budget_windows w SET overage = true, reserved = w.reserved + item.h
         FROM item, budgets b WHERE b.id = w.budget_id AND b.deleted_at IS NULL RETURNING w.id),
       attempt AS (
         INSERT INTO attempts (attempt_id, request_id, kind, provider, model, listed_model, organisation, team, key_id,
           cost_center, process_id, price_version, hold, reserved_at)
         SELECT a, r, k, p, m, f, o, t, y, c, $2, v, h, to_timestamp(at / 1000) FROM item)
     INSERT INTO holds (attempt_id, process_id, amount, lines, windows, reserved_at)
     SELECT a, $2, h, l, (SELECT coalesce(array_agg(id), '{}') FROM open_windows), to_timestamp(at / 1000) FROM item`,
    [rows, self.options.processId],
  );
  return { reservation };
}
