// The real thing under attack: one PostgreSQL, one sandbox, and any number of service processes on them, each
// of which can be killed without warning and started again. Nothing here knows what is being proven.
import { execFileSync, fork, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Pool } from 'pg';
import { startEmbeddedPostgres } from '../../dist/libs/platform/src/index.js';
import { startGate } from '../support/gate.mjs';
import { freePort } from '../support/measured-process.mjs';
import { LONGEST_WAIT_MS } from './until.mjs';

export const KEY = 'chaos-key-0123456789abcdef0123456789';
const ADMIN = 'chat+finance+admin';
const PAID_SEARCHES = {
  provider: 'searxng',
  search_per_thousand: '5',
  effective_from: '2025-01-01',
  recorded_at: '2025-01-01T00:00:00Z',
};

/** One child process on a port that stays its own over restarts. */
class Member {
  constructor(script, port, env, preload, readyPath) {
    Object.assign(this, { script, port, env, preload, readyPath });
    this.url = `http://127.0.0.1:${port}`;
    this.starts = 0;
  }

  async start() {
    const execArgv = this.preload ? ['--import', this.preload] : [];
    this.complaint = '';
    this.child = fork(this.script, {
      env: { ...process.env, ...this.env, CHAOS_START: String(this.starts++) },
      execArgv,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const { child } = this;
    child.stderr.on('data', (chunk) => (this.complaint = (this.complaint + chunk).slice(-4000)));
    this.exited = new Promise((resolve) => child.once('exit', resolve));
    await this.ready();
  }

  async ready() {
    for (let waited = 0; waited < 60_000; waited += 50) {
      if (this.child.exitCode !== null) throw new Error(`${this.script} ended: ${this.complaint}`);
      const up = await fetch(this.url + this.readyPath).then(
        (answer) => answer.ok,
        () => false,
      );
      if (up) return;
      await sleep(50);
    }
    throw new Error(`${this.script} is not ready after 60 s: ${this.complaint}`);
  }

  /** It dies at its next passing of that border (borders.mjs); resolves when it knows. */
  async dieAt(border) {
    const told = new Promise((resolve) => this.child.once('message', resolve));
    this.child.send({ dieAt: border });
    await Promise.race([told, this.exited]);
  }

  get dead() {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** SIGKILL: no handler runs, nothing is flushed. */
  async kill() {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  async stop() {
    if (!this.child || this.dead) return;
    this.child.kill('SIGTERM');
    await Promise.race([this.exited, sleep(40_000, undefined, { ref: false })]);
    if (!this.dead) await this.kill();
  }
}

/**
 * What services stand on: one PostgreSQL and one sandbox. Both are slow to start and outlive a case; each case gets
 * an empty database, an empty bill and no faults.
 */
export async function startRig() {
  const dataDir = mkdtempSync(join(tmpdir(), 'chaos-'));
  writeFileSync(join(dataDir, 'prices.json'), JSON.stringify({ prices: [PAID_SEARCHES] }));
  const postgresPort = await freePort();
  const start = () =>
    startEmbeddedPostgres({
      dataDir: join(dataDir, 'postgres'),
      port: postgresPort,
      // File by file it takes seconds until a killed one is back, with the databases of many cases in it.
      settings: process.platform === 'linux' ? { recovery_init_sync_method: 'syncfs' } : {},
    });
  let postgres = await start();
  const sandboxPort = await freePort();
  const sandbox = new Member(
    'dist/apps/sandbox/src/main.js',
    sandboxPort,
    { SANDBOX_PORT: String(sandboxPort) },
    undefined,
    '/',
  );
  await sandbox.start();
  let databases = 0;
  return {
    dataDir,
    sandbox,
    async emptyDatabase() {
      const name = `chaos_${databases++}`;
      const administrator = new Client({ connectionString: postgres.url });
      await administrator.connect();
      await administrator.query(`CREATE DATABASE ${name}`);
      await administrator.end();
      return Object.assign(new URL(postgres.url), { pathname: `/${name}` }).href;
    },
    async clean() {
      await clearFaults(sandbox);
      await fetch(`${sandbox.url}/_sandbox/bill`, { method: 'DELETE' });
    },
    stopPostgres: () => postgres.stop(),
    /** It takes connections and statements and says nothing, as behind a broken network; `CONT` ends that. */
    freezePostgres(signal = 'STOP') {
      execFileSync('pkill', [`-${signal}`, '-P', String(postgres.pid)]);
      process.kill(postgres.pid, `SIG${signal}`);
    },
    async startPostgres() {
      postgres = await start();
    },
    killPostgres: () => process.kill(postgres.pid, 'SIGKILL'),
    async stop() {
      await sandbox.stop();
      await postgres.stop();
      // Tens of thousands of small files: nobody waits for that.
      spawn('rm', ['-rf', dataDir], { detached: true, stdio: 'ignore' }).unref();
    },
  };
}

/**
 * Services on a rig. `preload` is a module that a service process imports before anything else: where borders to
 * die at and broken twins are patched in. `env` is added to every service's environment. `gated`: the vendors are
 * behind `fleet.gate` (gate.mjs), which is open.
 */
export async function startFleet(rig, { services = 1, preload, env = {}, gated = false } = {}) {
  const databaseUrl = await rig.emptyDatabase();
  const database = new Pool({ connectionString: databaseUrl, max: 2 });
  database.on('error', () => {});
  const gate = gated ? await startGate(rig.sandbox.port) : undefined;
  const vendorUrl = gate?.url ?? rig.sandbox.url;
  const members = [];
  for (let index = 0; index < services; index++) {
    const port = await freePort();
    const settings = serviceSettings({ ...rig, port, databaseUrl, vendorUrl });
    members.push(
      new Member('dist/apps/api/src/main.js', port, { ...settings, ...env }, preload, '/health/ready'),
    );
  }
  const { sandbox, killPostgres, stopPostgres, startPostgres, freezePostgres } = rig;
  const fleet = {
    services: members,
    databaseUrl,
    sandbox,
    gate,
    killPostgres,
    stopPostgres,
    startPostgres,
    freezePostgres,
    sql: async (text, values) => (await database.query(text, values)).rows,
    async stop() {
      await Promise.all(members.map((member) => member.stop()));
      await gate?.stop();
      await database.end();
      await rig.clean();
    },
  };
  try {
    // One after the other: the first one migrates, and its time is not what is measured.
    for (const member of members) await member.start();
    return fleet;
  } catch (error) {
    await fleet.stop();
    throw error;
  }
}

function serviceSettings({ port, dataDir, vendorUrl, databaseUrl }) {
  return {
    ENVIRONMENT: 'staging',
    HOST: '127.0.0.1',
    PORT: String(port),
    LOG_LEVEL: 'ERROR',
    DATA_DIR: join(dataDir, String(port)),
    DATABASE_URL: databaseUrl,
    OPENAI_API_KEY: 'sk-chaos',
    OPENAI_BASE_URL: `${vendorUrl}/v1`,
    ANTHROPIC_API_KEY: 'sk-ant-chaos',
    ANTHROPIC_BASE_URL: vendorUrl,
    DEFAULT_MODEL: 'gpt-4o-mini',
    SEARCH_PROVIDER: 'searxng',
    SEARXNG_URL: vendorUrl,
    PRICE_BOOK_FILE: join(dataDir, 'prices.json'),
    VALID_API_KEYS: `${KEY}:${ADMIN}`,
    APP_SECRET_KEY: 'chaos-secret-0123456789abcdef0123456789',
    RATE_LIMIT_REQUESTS_PER_MINUTE: 'off',
    DAILY_COST_LIMIT_USD: '1000000',
    // A hundred starts of the same code: compiled once.
    NODE_COMPILE_CACHE: 'node_modules/.cache/chaos',
    // No balancer is told of a stop, but in the case that has one.
    SHUTDOWN_BALANCER_WAIT_MS: '0',
  };
}

/** One question to one service; never throws: `{ status, body, headers }`, status 0 when nobody answered. */
export async function ask(service, body, { headers = {}, signal } = {}) {
  try {
    const answer = await fetch(`${service.url}/v1/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': KEY, ...headers },
      body: JSON.stringify(body),
      signal,
    });
    const text = await answer.text();
    return { status: answer.status, text, headers: answer.headers };
  } catch (error) {
    return { status: 0, text: String(error), headers: new Headers() };
  }
}

/**
 * As a patient client: comes again while it is refused for the moment, or not heard. What a busy machine refuses is
 * no false answer.
 */
export async function askPatiently(service, body, { again = [0, 503], onAgain, ...options } = {}) {
  const endsAt = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    const answer = await ask(service, body, options);
    if (!again.includes(answer.status) || performance.now() > endsAt) return answer;
    onAgain?.();
    await sleep(50);
  }
}

/** How many calls have reached the vendors. */
export async function countCalls(sandbox) {
  const text = await (await fetch(`${sandbox.url}/_sandbox/bill`)).text();
  return text.split('"outcome":"received"').length - 1;
}

/** The sandbox's bill: the last line of every call, by attempt id. */
export async function readBill(sandbox) {
  const text = await (await fetch(`${sandbox.url}/_sandbox/bill`)).text();
  const calls = new Map();
  for (const line of text.split('\n')) {
    if (!line) continue;
    const call = JSON.parse(line);
    calls.set(call.call_id, { ...calls.get(call.call_id), ...call });
  }
  return [...calls.values()];
}

/** Makes the sandbox misbehave; the rule is the sandbox's own (docs/sandbox.md). */
export async function addFault(sandbox, rule) {
  const answer = await fetch(`${sandbox.url}/_sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(rule),
  });
  if (!answer.ok) throw new Error(`the sandbox refused the fault: ${await answer.text()}`);
}

export async function clearFaults(sandbox) {
  await fetch(`${sandbox.url}/_sandbox/faults`, { method: 'DELETE' });
}

/** Runs `work(0…count-1)`, at most `parallel` at a time. */
export async function inParallel(count, parallel, work) {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: parallel }, lane));
}
