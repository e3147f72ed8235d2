// Imported before the service (`node --import`): the named borders at which a process can be made to die, and the
// broken twins, ledgers as they are commonly built. Both are patched into the built service, so that what is
// attacked is what ships.
//   CHAOS_KILL_AT=after-reserve:7   the process dies at the 7th passing of that border, in its first life
//   CHAOS_TWIN=ledger-after-call    see below
//   CHAOS_LEASE_MS=3000             a short lease, so that the reaper's turn comes soon
import { PostgresConversations } from '../../dist/libs/chat/src/conversations/postgres-conversations.js';
import { Metering } from '../../dist/libs/cost/src/metering.js';
import { LEDGER_DEFAULTS, PostgresLedger } from '../../dist/libs/cost/src/postgres-ledger.js';
import { IdempotencyStore } from '../../dist/libs/cost/src/idempotency-store.js';
import { LatePostings } from '../../dist/libs/cost/src/late-postings.js';
import { reservationRows } from '../../dist/libs/cost/src/ledger-rows.js';
import { Money } from '../../dist/libs/cost/src/money.js';

if (process.env.CHAOS_LEASE_MS) LEDGER_DEFAULTS.leaseMs = Number(process.env.CHAOS_LEASE_MS);

const ledger = PostgresLedger.prototype;
const { reserve, settle } = ledger;

const twins = {
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
         INSERT INTO attempts (attempt_id, request_id, kind, provider, model, listed_model, organisation, team, key_id, cost_center,
           process_id, price_version, hold, reserved_at)
         SELECT a, r, k, p, m, f, o, t, y, c, $2, v, h, to_timestamp(at / 1000) FROM item)
     INSERT INTO holds (attempt_id, process_id, amount, lines, windows, reserved_at)
     SELECT a, $2, h, l, (SELECT coalesce(array_agg(id), '{}') FROM open_windows), to_timestamp(at / 1000) FROM item`,
    [rows, self.options.processId],
  );
  return { reservation };
}

twins[process.env.CHAOS_TWIN ?? 'none']();

const [border, nth] = (process.env.CHAOS_KILL_AT ?? ':0').split(':');
if (border && process.env.CHAOS_START === '0') {
  let passed = 0;
  const pass = (name) => {
    if (name === border && ++passed === Number(nth)) process.kill(process.pid, 'SIGKILL');
  };
  const around = (room, method) => {
    const original = room[method];
    room[method] = async function (...args) {
      pass(`before-${method}`);
      const result = await original.apply(this, args);
      pass(`after-${method}`);
      return result;
    };
  };
  for (const method of ['reserve', 'settle']) around(ledger, method);
  for (const method of ['begin', 'note', 'owe', 'finish']) around(IdempotencyStore.prototype, method);
  around(PostgresConversations.prototype, 'record');
}
