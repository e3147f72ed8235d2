// Holds the vendor's bill against the ledger, with arithmetic of its own: the prices below are typed from the
// vendors' price pages and multiplied as integers, so that a fault of the price book cannot hide behind itself.
import { setTimeout as sleep } from 'node:timers/promises';
import { createDataSource } from '../../dist/libs/platform/src/index.js';
import { verifyLedger } from '../../dist/libs/cost/src/checks/verify.js';
import { readBill } from './fleet.mjs';

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

/** Waits until nothing is held any more: the lease of whoever died, and the reaper's turn. */
export async function quiet(fleet, withinMs) {
  for (let waited = 0; waited < withinMs; waited += 100) {
    const [{ open }] = await fleet.sql('SELECT count(*)::int AS open FROM holds').catch(() => [{ open: -1 }]);
    if (open === 0) return;
    await sleep(100);
  }
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
       (array_agg(p.basis ORDER BY p.revision))[1] AS basis
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
    openHolds: open,
    broken: broken.join(' ') || 'none',
    driftPercent: Number((drift * 100).toFixed(3)),
  };
}

/** Whether the books are whole once it is quiet, whatever happened to the answers. */
export async function booksOf(fleet) {
  await quiet(fleet, 30_000);
  const [{ open }] = await fleet.sql('SELECT count(*)::int AS open FROM holds');
  return { held: open, broken: (await brokenInvariants(fleet.databaseUrl)).join(' ') || 'none' };
}
