// The ledger alone on one hot budget: how many reserve + settle pairs a second, how long a pair takes at 1,000 a
// second, and what it costs this process in CPU. Real: Postgres with fsync and synchronous_commit on.
// `npm run build` first; BENCH_SECONDS (5) per phase, BENCH_RATE (1000), DATABASE_URL for a Postgres of one's own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const DIST = process.env.BENCH_DIST ?? 'dist';
const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);
const RATE = Number(process.env.BENCH_RATE ?? 1_000);
const load = (path) => import(pathToFileURL(resolve(DIST, path)).href);

const { createDataSource, migrate, RandomIds, startEmbeddedPostgres, SystemClock } = await load(
  'libs/platform/src/index.js',
);
// The parts of the room, not its door: what is measured does not leave it.
const cost = Object.assign(
  {},
  ...(await Promise.all(
    ['index', 'prices/price-usage', 'ledger/postgres-ledger', 'prices/read-price-book'].map((file) =>
      load(`libs/cost/src/${file}.js`),
    ),
  )),
);
const {
  Budgets,
  costMigrations,
  costOf,
  holdFor,
  Money,
  PostgresLedger,
  PriceBook,
  priceUsage,
  verifyLedger,
} = cost;

const folder = mkdtempSync(join(tmpdir(), 'ledger-bench-'));
const server = process.env.DATABASE_URL ? null : await startEmbeddedPostgres({ dataDir: folder });
const database = await createDataSource({
  url: process.env.DATABASE_URL ?? server.url,
  poolSize: 10,
  migrations: costMigrations,
  applicationName: 'ledger-bench',
}).initialize();
await migrate(database);

const clock = new SystemClock();
const ids = new RandomIds();
const price = new PriceBook().priceOf('openai', 'gpt-4o-mini', Date.now());
const payer = { organisation: 'bench', team: 'hot', keyId: 'key', costCenter: null };
const usage = {
  inputUncached: 900,
  inputCacheRead: 128,
  inputCacheWrite5m: 0,
  inputCacheWrite1h: 0,
  output: 300,
  reasoning: 0,
  searchRequests: 0,
};
const rawUsage = {
  prompt_tokens: 1_028,
  completion_tokens: 300,
  prompt_tokens_details: { cached_tokens: 128 },
};
const ledger = new PostgresLedger(database, clock, {
  processId: ids.uuid(),
  leaseMs: 60_000,
  patienceMs: 5_000,
});
await new Budgets(database, clock, ids).create({
  name: 'hot',
  scope: 'organisation',
  subject: 'bench',
  period: 'day',
  timezone: 'UTC',
  limit: Money.fromDecimal('1000000'),
  softThresholds: [],
});

const reservation = () => {
  const lines = holdFor({ inputTokens: 4_000, maxTokens: 1_000, searchRequests: 0 }, price);
  return {
    attemptId: ids.uuid(),
    requestId: ids.uuid(),
    kind: 'model',
    provider: 'openai',
    model: 'gpt-4o-mini',
    payer,
    price,
    lines,
    amount: costOf(lines),
    reservedAt: clock.now(),
  };
};
const posting = () => {
  const lines = priceUsage(usage, price, 'exact');
  return {
    outcome: 'settled',
    basis: 'exact',
    usage,
    rawUsage,
    lines,
    cost: costOf(lines),
    durationMs: 800,
    postedAt: clock.now(),
  };
};

async function pair(latencies) {
  const begun = performance.now();
  const hold = await ledger.reserve(reservation());
  const reserved = performance.now();
  await ledger.settle(hold, posting());
  latencies.push([reserved - begun, performance.now() - reserved]);
}

async function asFastAsItGoes(workers, latencies) {
  const end = performance.now() + SECONDS * 1_000;
  await Promise.all(
    Array.from({ length: workers }, async () => {
      while (performance.now() < end) await pair(latencies);
    }),
  );
}

/** Open loop: arrivals do not wait for answers, so a stall shows in every call it delays. */
async function atRate(rate, latencies, call = pair) {
  const begun = performance.now();
  const running = [];
  for (let sent = 0; sent < rate * SECONDS;) {
    for (const due = ((performance.now() - begun) / 1_000) * rate; sent < due; sent += 1)
      running.push(call(latencies));
    await new Promise((wake) => setTimeout(wake, 1));
  }
  await Promise.all(running);
}

const percentile = (values, share) =>
  values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))].toFixed(1);

async function measure(name, phase) {
  const latencies = [];
  const begun = performance.now();
  const cpu = process.cpuUsage();
  await phase(latencies);
  const { user, system } = process.cpuUsage(cpu);
  const both = latencies.map(([reserve, settle]) => reserve + settle);
  console.log({
    phase: name,
    pairs_per_second: Math.round((latencies.length / (performance.now() - begun)) * 1_000),
    p50_ms: percentile(both, 0.5),
    p99_ms: percentile(both, 0.99),
    reserve_p50_ms: percentile(
      latencies.map(([reserve]) => reserve),
      0.5,
    ),
    reserve_p99_ms: percentile(
      latencies.map(([reserve]) => reserve),
      0.99,
    ),
    cpu_ms_per_pair: ((user + system) / 1_000 / latencies.length).toFixed(4),
  });
}

await measure('nothing', (l) => atRate(RATE, l, async (l) => l.push([0, 0])));
await measure('warm-up', (latencies) => asFastAsItGoes(50, latencies));
await measure(`${RATE} a second`, (latencies) => atRate(RATE, latencies));
for (const workers of [100, 500, 1_000])
  await measure(`${workers} at once`, (latencies) => asFastAsItGoes(workers, latencies));
console.table(await verifyLedger(database), ['invariant', 'ok']);
await ledger.close();
await database.destroy();
await server?.stop();
rmSync(folder, { recursive: true, force: true });
