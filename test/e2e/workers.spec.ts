import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { waitUntil } from '@app/platform/testing';
import { KEY, openHouse, OTHER_KEY, QUESTION, replicaOf, type House } from './support/house.js';
import { answerOn, connect, connected, emit } from './support/sockets.js';

const ROOT = resolve(__dirname, '../..');
const PATIENCE_MS = 120_000;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => {
    server.close(done);
  });
  return port;
}

interface Running {
  readonly url: string;
  readonly sandboxUrl: string;
  readonly dataDir: string;
  readonly primary: ChildProcess;
  readonly output: () => string;
  workers(): Promise<number[]>;
  ask(body: object, headers?: Record<string, string>): Promise<Response>;
}

/** The built service as `npm start` has it: tools/start.cjs, which becomes the primary, with an embedded PostgreSQL. */
async function startWorkers(workers: number, env: Record<string, string> = {}): Promise<Running> {
  const dataDir = await mkdtemp(join(tmpdir(), 'workers-'));
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const primary = spawn(process.execPath, [join(ROOT, 'tools/start.cjs')], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
      DATA_DIR: dataDir,
      WORKERS: String(workers),
      VALID_API_KEYS: `${KEY}:chat+finance+admin`,
      LOG_FORMAT: 'json',
      HEALTH_CHECKS: 'full',
      ...env,
    },
  });
  let output = '';
  for (const stream of [primary.stdout, primary.stderr])
    stream.on('data', (text: Buffer) => (output += text.toString()));
  const url = `http://127.0.0.1:${port}`;
  const isUp = () => output.includes('Try it:') || primary.exitCode !== null;
  await waitUntil(isUp, PATIENCE_MS).catch(async (late: unknown) => {
    await end({ primary, dataDir });
    throw new Error(`The service did not come up. It said:\n${output}`, { cause: late });
  });
  return {
    url,
    sandboxUrl: `http://127.0.0.1:${sandboxPort}`,
    dataDir,
    primary,
    output: () => output,
    workers: () => processesWith('dist/apps/api/src/main.js', primary.pid),
    // A connection of its own for each question, or one worker would get them all.
    ask: (body, headers = {}) =>
      fetch(`${url}/v1/chat`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'X-API-Key': KEY, 'Content-Type': 'application/json', Connection: 'close', ...headers },
      }),
  };
}

/** Processes whose command line holds `text`, of one parent where that is told. */
async function processesWith(text: string, parent?: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=,args=', '-ww']);
  const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  return rows
    .filter(
      (row) => row.slice(2).join(' ').includes(text) && (parent === undefined || Number(row[1]) === parent),
    )
    .map(([pid]) => Number(pid));
}

async function end({ primary, dataDir }: Pick<Running, 'primary' | 'dataDir'>): Promise<void> {
  if (primary.exitCode === null && primary.signalCode === null) {
    primary.kill('SIGKILL');
    await once(primary, 'exit');
  }
  await waitUntil(async () => (await processesWith(dataDir)).length === 0, PATIENCE_MS);
  await rm(dataDir, { recursive: true, force: true });
}

const counted = (metrics: string) =>
  Number(/^chatbot_requests_total\{.*status="success"\} (\d+)$/m.exec(metrics)?.[1] ?? 0);

/** A stream that has said its id, and what else it says to its end. */
async function begun(stream: Response): Promise<{ id: string; rest: () => Promise<string> }> {
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const id = () => /"response_id":"(chat-[^"]+)"/.exec(text)?.[1];
  const read = async () => {
    const { value = '', done } = await reader.read();
    text += value;
    return !done;
  };
  while (id() === undefined && (await read()));
  const rest = async () => {
    while (await read());
    return text;
  };
  return { id: id() ?? '', rest };
}

describe('several workers on one port', () => {
  jest.setTimeout(300_000);
  let service: Running;
  beforeAll(async () => {
    await promisify(execFile)(process.execPath, [join(ROOT, 'tools/build.cjs')], { cwd: ROOT });
    service = await startWorkers(2);
    // Comes when the sandbox has built its index.
    await (await fetch(`${service.sandboxUrl}/search?q=cockatiel&format=json`)).text();
  });
  afterAll(() => service && end(service));

  const metrics = async () => (await fetch(`${service.url}/metrics`)).text();

  it('are children of one primary, and migrate once', async () => {
    expect(await service.workers()).toHaveLength(2);
    expect(service.output().match(/Migrated the database/g)).toHaveLength(1);
    expect(service.output().match(/Try it:/g)).toHaveLength(1);
  });

  it('tell how much room the disk of their embedded PostgreSQL has', async () => {
    const { details } = (await (await fetch(`${service.url}/health`)).json()) as {
      details: { disk: { free_bytes: number; folder: string } };
    };
    expect(details.disk.free_bytes).toBeGreaterThan(0);
    expect(details.disk.folder).toBe(service.dataDir);
  });

  it('answer, and count together whichever is asked', async () => {
    const before = counted(await metrics());
    for (let asked = 0; asked < 6; asked += 1)
      expect((await service.ask({ message: QUESTION })).status).toBe(200);
    // A worker that is late is told as it was the last time.
    for (let scrape = 0; scrape < 4; scrape += 1)
      await waitUntil(async () => counted(await metrics()) === before + 6, PATIENCE_MS);
  });

  it('read their pages from dist', async () => {
    const answer = (await (await service.ask({ message: QUESTION })).json()) as {
      sources: { fetched_at: string | null }[];
    };
    expect(answer.sources.some(({ fetched_at }) => fetched_at !== null)).toBe(true);
  });

  it('take WebSockets, each on the worker that took it, and no polling', async () => {
    const socket = connect(service.url);
    await connected(socket);
    const answer = answerOn(socket);
    await emit(socket, 'chat:create', { message: QUESTION });
    expect((await answer).at(-1)?.type).toBe('response.completed');
    socket.disconnect();
    expect((await fetch(`${service.url}/socket.io/?EIO=4&transport=polling`)).status).toBe(400);
  });

  it('cancel an answer that another of them is giving', async () => {
    await fetch(`${service.sandboxUrl}/_sandbox/faults`, {
      method: 'POST',
      body: JSON.stringify({
        match: { vendor: 'openai' },
        fault: { chunk_delay_ms: 200, output_tokens: 200 },
      }),
    });
    for (let round = 0; round < 4; round += 1) {
      const stream = await service.ask({ message: QUESTION }, { Accept: 'text/event-stream' });
      const { id, rest } = await begun(stream);
      const cancelled = await fetch(`${service.url}/v1/chat/${id}`, {
        method: 'DELETE',
        headers: { 'X-API-Key': KEY, Connection: 'close' },
      });
      expect(cancelled.status).toBe(204);
      expect(await rest()).toContain('event: response.cancelled');
    }
    await fetch(`${service.sandboxUrl}/_sandbox/faults`, { method: 'DELETE' });
  });

  it('find no answer to cancel where there is none', async () => {
    const response = await fetch(`${service.url}/v1/chat/chat-AAAAAAAAAAAAAA`, {
      method: 'DELETE',
      headers: { 'X-API-Key': KEY },
    });
    expect(response.status).toBe(404);
  });

  it('are replaced when one dies, and what it had counted stays', async () => {
    const before = counted(await metrics());
    const [victim = 0] = await service.workers();
    process.kill(victim, 'SIGKILL');
    await waitUntil(() => service.output().includes(`It was process ${victim}`), PATIENCE_MS);
    await waitUntil(async () => (await service.workers()).length === 2, PATIENCE_MS);
    expect((await service.ask({ message: QUESTION })).status).toBe(200);
    await waitUntil(async () => counted(await metrics()) === before + 1, PATIENCE_MS);
  });

  it('let running answers end when the primary is stopped, and leave nothing behind', async () => {
    const stream = await service.ask({ message: QUESTION }, { Accept: 'text/event-stream' });
    service.primary.kill('SIGTERM');
    expect(await stream.text()).toContain('event: response.completed');
    if (service.primary.exitCode === null) await once(service.primary, 'exit');
    expect(service.primary.exitCode).toBe(0);
    expect(await processesWith(service.dataDir)).toEqual([]);
    expect(await readFile(join(service.dataDir, 'postgres/cluster/postgres.log'), 'utf8')).toContain(
      'database system is shut down',
    );
  });
});

describe('two replicas', () => {
  let first: House;
  let second: House;
  beforeAll(async () => {
    first = await openHouse();
    second = await openHouse(replicaOf(first));
  });
  afterAll(async () => {
    await second.stop();
    await first.stop();
  });

  const running = async () => {
    await first.fault({ match: { vendor: 'openai' }, fault: { chunk_delay_ms: 200, output_tokens: 200 } });
    return begun(await first.ask({ message: QUESTION }, { Accept: 'text/event-stream' }));
  };
  const cancel = (id: string, key = KEY) =>
    fetch(`${second.url}/v1/chat/${id}`, { method: 'DELETE', headers: { 'X-API-Key': key } });

  it('cancel each other’s answers', async () => {
    const { id, rest } = await running();
    expect((await cancel(id)).status).toBe(204);
    expect(await rest()).toContain('event: response.cancelled');
    expect((await cancel(id)).status).toBe(404);
  });

  it('must not cancel an answer of another owner', async () => {
    const { id, rest } = await running();
    expect((await cancel(id, OTHER_KEY)).status).toBe(404);
    expect((await cancel(id)).status).toBe(204);
    expect(await rest()).toContain('event: response.cancelled');
  });

  it('hear each other again after their connections were cut', async () => {
    // Waits until they have gone: an old one would look like a new one that listens.
    const cut = `SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name LIKE '%notices'`;
    expect(await first.sql(cut)).toHaveLength(2);
    const heard = `SELECT pid FROM pg_stat_activity WHERE datname = current_database()
      AND application_name LIKE '%notices' AND query LIKE 'LISTEN%' AND state = 'idle'`;
    await waitUntil(async () => (await first.sql(heard)).length === 2, PATIENCE_MS);
    const { id, rest } = await running();
    expect((await cancel(id)).status).toBe(204);
    expect(await rest()).toContain('event: response.cancelled');
  });
});

describe('a primary that is killed', () => {
  jest.setTimeout(300_000);

  it('leaves no process running', async () => {
    const service = await startWorkers(2);
    const workers = await service.workers();
    expect(workers).toHaveLength(2);
    service.primary.kill('SIGKILL');
    await waitUntil(async () => {
      const running = new Set([
        ...(await processesWith('main.js')),
        ...(await processesWith(service.dataDir)),
      ]);
      return workers.every((pid) => !running.has(pid)) && (await processesWith(service.dataDir)).length === 0;
    }, PATIENCE_MS);
    await expect(fetch(`${service.url}/health/live`)).rejects.toThrow('fetch failed');
    await expect(fetch(service.sandboxUrl)).rejects.toThrow('fetch failed');
    await end(service);
  });
});

describe('workers that cannot start', () => {
  jest.setTimeout(300_000);

  it('are one clear sentence, and the end of the primary', async () => {
    const service = await startWorkers(2, { PRICE_BOOK_FILE: '/no/such/prices.json' });
    expect(service.primary.exitCode).toBe(1);
    expect(service.output()).toContain('/no/such/prices.json');
    await end(service);
  });
});
