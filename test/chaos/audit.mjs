// Holds the vendor's bill against the ledger, with arithmetic of its own: the prices below are typed from the
// vendors' price pages and multiplied as integers, so that a fault of the price book cannot hide behind itself.
import { createDataSource } from '../../dist/libs/platform/src/index.js';
import { verifyLedger } from '../../dist/libs/cost/src/checks/verify.js';
import { readBill } from './fleet.mjs';
import { LONGEST_WAIT_MS, until } from './until.mjs';

/** Pico-dollars for one token: input, cached input, output. */
const PRICES = {
  'gpt-4o-mini': { input: 150_000n, cached: 75_000n, output: 600_000n },
  'claude-haiku-4-5': { input: 1_000_000n, cached: 100_000n, output: 5_000_000n },
};
const PICO_IN_USD = 1_000_000_000_000n;
/** As PAID_SEARCHES in fleet.mjs says it: 5 USD for a thousand. */
const SEARCH_PRICE = 5_000_000_000n;

function pico(decimal) {
  const [whole, fraction = ''] = decimal.replace('-', '').split('.');
  const amount = BigInt(whole) * PICO_IN_USD + BigInt(fraction.padEnd(12, '0').slice(0, 12));
  return decimal.startsWith('-') ? -amount : amount;
}

/** What the vendor will charge for a call, by its own bill. */
export function billedPico(call) {
  if (!call.usage) return 0n;
  if (call.vendor === 'searxng') return BigInt(call.usage.search_requests) * SEARCH_PRICE;
  const price = PRICES[call.model];
  if (!price) throw new Error(`the audit has no price for ${call.model}`);
  const { usage } = call;
  if (call.vendor === 'anthropic') {
    const read = usage.cache_read_input_tokens ?? 0;
    return (
      BigInt(usage.input_tokens) * price.input +
      BigInt(read) * price.cached +
      BigInt(usage.output_tokens) * price.output
    );
  }
  const cached = usage.prompt_tokens_details?.cached_tokens ?? 0;
  return (
    BigInt(usage.prompt_tokens - cached) * price.input +
    BigInt(cached) * price.cached +
    BigInt(usage.completion_tokens) * price.output
  );
}

/** Heartbeats after which whoever was to reap has had its turn; and after which a late posting is made or lost. */
const REAPING_TURNS = 6;
const POSTING_TURNS = 40;
/** What is held, how much of it for processes that are gone, and a sign of life that is another in each turn. */
const HELD = `SELECT count(*)::int AS open,
    count(*) FILTER (WHERE NOT EXISTS (SELECT FROM leases l WHERE l.process_id = h.process_id AND l.expires_at > clock_timestamp()))::int AS orphaned,
    (SELECT l.process_id || l.expires_at FROM leases l WHERE l.expires_at > clock_timestamp() ORDER BY l.process_id LIMIT 1) AS beat
  FROM holds h`;

/**
 * Waits until nothing is held any more, or nobody will change that: counted in turns of those who live, which take
 * as long as they take. A twin that never reaps is known after six.
 */
export async function quiet(fleet, withinMs = LONGEST_WAIT_MS) {
  let last = {};
  let turns = 0;
  const isQuiet = async () => {
    const [held] = await fleet.sql(HELD).catch(() => [last]);
    if (held.open !== last.open || held.orphaned !== last.orphaned) turns = 0;
    else if (held.beat !== null && held.beat !== last.beat) turns++;
    last = held;
    return held.open === 0 || turns >= (held.orphaned === held.open ? REAPING_TURNS : POSTING_TURNS);
  };
  await until('quiet', isQuiet, { withinMs }).catch(() => undefined);
}

/** The numbers of the ledger's own invariants that are broken. */
async function brokenInvariants(url) {
  const options = { url, poolSize: 1, migrations: [], applicationName: 'chaos-audit' };
  const database = await createDataSource(options).initialize();
  try {
    const results = await verifyLedger(database);
    return results.filter(({ ok }) => !ok).map(({ invariant }) => Number.parseInt(invariant, 10));
  } finally {
    await database.destroy();
  }
}

/**
 * `lost`: calls the vendor saw and the ledger does not know, or never posted. `double`: attempts that stand for
 * more than one call, or a terminal posting too many. `wrong`: exact postings that are not the bill to the last
 * digit. `below`: unknown postings under the bill. `drift`: how far the estimates are off, in sum.
 */
export async function audit(fleet) {
  const calls = await readBill(fleet.sandbox);
  const rows = await fleet.sql(
    `SELECT a.attempt_id, a.hold::text, sum(p.cost)::text AS cost, count(*) FILTER (WHERE p.revision = 0)::int AS terminal,
       count(*) FILTER (WHERE p.revision > 0)::int AS corrections, (array_agg(p.basis ORDER BY p.revision))[1] AS basis
     FROM attempts a LEFT JOIN postings p USING (attempt_id) GROUP BY 1, 2`,
  );
  const ledger = new Map(rows.map((row) => [row.attempt_id, row]));
  const seen = new Set();
  const found = { calls: calls.length, attempts: rows.length, lost: 0, double: 0, wrong: 0, below: 0 };
  let estimated = 0n;
  let billedForEstimated = 0n;
  for (const call of calls) {
    const row = ledger.get(call.attempt_id);
    if (!row || row.terminal === 0) found.lost++;
    if (seen.has(call.attempt_id) || (row && row.terminal > 1)) found.double++;
    seen.add(call.attempt_id);
    if (!row || row.terminal === 0 || !call.ended_at) continue;
    const posted = pico(row.cost);
    const billed = billedPico(call);
    if (row.basis === 'exact' && posted !== billed) found.wrong++;
    if (row.basis === 'unknown' && posted < billed) found.below++;
    if (row.basis === 'estimated') {
      estimated += posted;
      billedForEstimated += billed;
    }
  }
  const [{ open }] = await fleet.sql('SELECT count(*)::int AS open FROM holds');
  const drift =
    billedForEstimated === 0n ? 0 : Number(estimated - billedForEstimated) / Number(billedForEstimated);
  const broken = await brokenInvariants(fleet.databaseUrl);
  return {
    ...found,
    corrected: rows.filter(({ corrections }) => corrections > 0).length,
    openHolds: open,
    broken: broken.join(' ') || 'none',
    driftPercent: Number((drift * 100).toFixed(3)),
  };
}

/** Whether the books are whole once it is quiet, whatever happened to the answers. */
export async function booksOf(fleet) {
  await quiet(fleet);
  const [{ open }] = await fleet.sql('SELECT count(*)::int AS open FROM holds');
  return { held: open, broken: (await brokenInvariants(fleet.databaseUrl)).join(' ') || 'none' };
}
