// `npm run bench`: the service against a bare express + SDK server, with the sandbox as everybody's upstream,
// on one machine and in turn (A B A B), so that a noisy neighbour hits both. CPU-ms per request is the steady
// figure: user + system time of the server's own process. Requests a second are what the box gives.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { cpuMilliseconds, freePort, startMeasured } from '../support/measured-process.mjs';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 6);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const CONNECTIONS = Number(process.env.BENCH_CONNECTIONS ?? 32);
const QUESTION = 'How do I open a circuit breaker with cockatiel?';
const KEY = 'bench-key-0123456789abcdef0123456789';

const dataDir = mkdtempSync(join(tmpdir(), 'bench-'));
const running = [];

async function start(script, env, path) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const measured = await startMeasured(script, { ...env(port) }, `${url}${path}`);
  running.unshift(measured);
  return { url, pid: measured.pid };
}

const service =
  (upstream, more = {}) =>
  (port) => ({
    ENVIRONMENT: 'staging',
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: join(dataDir, String(port)),
    OPENAI_API_KEY: 'sk-bench',
    OPENAI_BASE_URL: `${upstream}/v1`,
    SANDBOX_PORT: new URL(upstream).port,
    SEARCH_PROVIDER: 'searxng',
    SEARXNG_URL: upstream,
    DEFAULT_MODEL: 'gpt-4o-mini',
    VALID_API_KEYS: `${KEY}:chat+finance`,
    APP_SECRET_KEY: 'bench-secret-0123456789abcdef0123456789',
    RATE_LIMIT_REQUESTS_PER_MINUTE: 'off',
    DAILY_COST_LIMIT_USD: '100000',
    ...more,
  });

function fire(target, seconds) {
  return autocannon({
    url: `${target.url}/v1/chat`,
    method: 'POST',
    connections: CONNECTIONS,
    duration: seconds,
    headers: {
      'content-type': 'application/json',
      'x-api-key': KEY,
      ...(target.stream ? { accept: 'text/event-stream' } : {}),
    },
    body: JSON.stringify({ message: QUESTION, options: target.options }),
  });
}

async function measure(target) {
  const before = cpuMilliseconds(target.pid);
  const result = await fire(target, SECONDS);
  const used = cpuMilliseconds(target.pid) - before;
  const good = result['2xx'];
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(
      `${target.name}: ${result.non2xx} refused, ${result.errors} failed of ${result.requests.total}`,
    );
  return { cpu: used / good, rate: good / result.duration, p50: result.latency.p50, p99: result.latency.p99 };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

function report(targets, samples) {
  const base = median(samples.get(targets[0]).map((sample) => sample.cpu));
  console.table(
    Object.fromEntries(
      targets.map((target) => {
        const rows = samples.get(target);
        const cpu = median(rows.map((row) => row.cpu));
        return [
          target.name,
          {
            'CPU ms/request': Number(cpu.toFixed(3)),
            'ratio to baseline': Number((cpu / base).toFixed(2)),
            'requests/s': Math.round(median(rows.map((row) => row.rate))),
            'p50 ms': median(rows.map((row) => row.p50)),
            'p99 ms': median(rows.map((row) => row.p99)),
          },
        ];
      }),
    ),
  );
}

async function main() {
  const sandbox = await start(
    'dist/apps/sandbox/src/main.js',
    (port) => ({ SANDBOX_PORT: String(port) }),
    '/',
  );
  const baseline = await start(
    'test/load/baseline-server.mjs',
    (port) => ({ PORT: String(port), OPENAI_BASE_URL: `${sandbox.url}/v1` }),
    '/',
  );
  const chat = await start('dist/apps/api/src/main.js', service(sandbox.url), '/health/live');
  const targets = [
    { name: 'bare express + openai SDK', ...baseline, options: undefined },
    { name: 'POST /v1/chat, JSON, no search', ...chat, options: { search_enabled: false, max_tokens: 256 } },
    { name: 'POST /v1/chat, JSON, search', ...chat, options: { max_tokens: 256 } },
    { name: 'POST /v1/chat, SSE, search', ...chat, options: { max_tokens: 256 }, stream: true },
  ];
  const samples = new Map(targets.map((target) => [target, []]));
  for (const target of targets) await fire(target, 3);
  for (let round = 1; round <= ROUNDS; round++) {
    for (const target of targets) samples.get(target).push(await measure(target));
    process.stderr.write(`round ${round} of ${ROUNDS}\n`);
  }
  report(targets, samples);
}

try {
  await main();
} finally {
  for (const measured of running) await measured.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
