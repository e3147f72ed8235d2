// Imported before the service (`node --import`): the named borders at which a process can be made to die, and the
// broken twins. Both are patched into the built service, so that what is attacked is what ships.
//   CHAOS_KILL_AT=after-reserve:7   the process dies at the 7th passing of that border, in its first life
//   CHAOS_LOSE_REPLY=5              the reply of the 5th trip with a reservation is lost on its way, in its first life
//   CHAOS_TWIN=ledger-after-call    see ledger-twins.mjs
//   CHAOS_LEASE_MS=3000             a short lease, so that the reaper's turn comes soon
//   CHAOS_TURN_MS=250               the time between two heartbeats; without it eight to a lease
// A message `{ dieAt: 'after-note' }` from its parent lets it die at the next passing of that border, in any life.
import { PostgresConversations } from '../../dist/libs/chat/src/conversations/postgres-conversations.js';
import { DatabaseError } from '../../dist/libs/platform/src/index.js';
import { IdempotencyStore } from '../../dist/libs/cost/src/idempotency/idempotency-store.js';
import { DoubtfulReservations } from '../../dist/libs/cost/src/ledger/doubtful-reservations.js';
import { LedgerTrip } from '../../dist/libs/cost/src/ledger/ledger-trip.js';
import { LEDGER_DEFAULTS, PostgresLedger } from '../../dist/libs/cost/src/ledger/postgres-ledger.js';

const {
  CHAOS_LEASE_MS,
  CHAOS_TURN_MS,
  CHAOS_KILL_AT = ':0',
  CHAOS_LOSE_REPLY,
  CHAOS_START,
  CHAOS_TWIN = 'none',
} = process.env;
if (CHAOS_LEASE_MS) {
  const leaseMs = Number(CHAOS_LEASE_MS);
  // The pace of the heartbeats follows from the lease there is when this module is loaded: three to a lease. Here it
  // is more, since on a busy machine three are easily missed, and a living process must not pass for dead.
  LEDGER_DEFAULTS.leaseMs = 3 * Number(CHAOS_TURN_MS ?? leaseMs / 8);
  await import('../../dist/libs/cost/src/ledger-upkeep.js');
  LEDGER_DEFAULTS.leaseMs = leaseMs;
}
const isFirstLife = CHAOS_START === '0';

/**
 * Every await of the ledger's at which the database has, or has not yet, committed what this process does not know:
 * `before-…` nothing is written, `after-…` it is, and nobody has been told. What each is named after goes through it
 * by `when`.
 */
const AWAITS = [
  { name: 'record-price', of: LedgerTrip, method: 'recordPrice' },
  { name: 'reserve', of: LedgerTrip, method: 'run', when: (_, [reservations]) => reservations.length > 0 },
  { name: 'settle', of: LedgerTrip, method: 'run', when: (_, [, settlements]) => settlements.length > 0 },
  { name: 'correct', of: PostgresLedger, method: 'correct' },
  { name: 'void', of: DoubtfulReservations, method: 'release', when: ({ size }) => size > 0 },
  { name: 'begin', of: IdempotencyStore, method: 'begin' },
  { name: 'note', of: IdempotencyStore, method: 'note' },
  { name: 'owe', of: IdempotencyStore, method: 'owe' },
  { name: 'finish', of: IdempotencyStore, method: 'finish' },
  { name: 'record', of: PostgresConversations, method: 'record' },
];

const [border, nth] = CHAOS_KILL_AT.split(':');
const passed = {};
let end = isFirstLife ? { border, nth: Number(nth) } : {};

function pass(name) {
  passed[name] = (passed[name] ?? 0) + 1;
  if (name === end.border && passed[name] === end.nth) process.kill(process.pid, 'SIGKILL');
}

process.on('message', ({ dieAt }) => {
  end = { border: dieAt, nth: (passed[dieAt] ?? 0) + 1 };
  process.send('known');
});
// Listening to its parent must not keep a process from ending.
process.channel?.unref();

for (const { name, of, method, when = () => true } of AWAITS) {
  const original = of.prototype[method];
  if (!original) throw new Error(`${of.name} has no ${method}: the border ${name} is gone`);
  of.prototype[method] = async function (...args) {
    if (!when(this, args)) return original.apply(this, args);
    pass(`before-${name}`);
    const result = await original.apply(this, args);
    pass(`after-${name}`);
    if (name === 'reserve' && isFirstLife && passed['after-reserve'] === Number(CHAOS_LOSE_REPLY))
      throw new DatabaseError(
        'service-unavailable',
        'database-unavailable',
        'The reply was lost.',
        null,
        null,
      );
    return result;
  };
}

// Loaded after the borders, so that what it does is done across them.
const { twins } = await import('./ledger-twins.mjs');
twins[CHAOS_TWIN]();
