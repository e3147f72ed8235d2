import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chatMigrations } from '@app/chat';
import { costMigrations } from '@app/cost';
import { loadConfig, type LoggingOptions } from '@app/platform';
import { testDatabase } from '@app/platform/testing';
import { startService } from '../../../apps/api/src/boot/start-service.js';
import { EventLoopDelay } from '../../../apps/api/src/lifecycle/event-loop-delay.js';
import { startTestSandbox } from './test-sandbox.js';

export const KEY = 'key-of-the-first-owner-0123456789abcdef';
export const OTHER_KEY = 'key-of-another-owner-0123456789abcdef';
export const QUESTION = 'How do I open a circuit breaker with cockatiel?';

export interface BillLine {
  readonly call_id: string;
  readonly vendor: string;
  readonly outcome: string;
}

export interface House {
  readonly url: string;
  /** For a second house on the same database and sandbox: `replicaOf`. */
  readonly databaseUrl: string;
  readonly sandboxPort: string;
  readonly developmentKey: string | null;
  readonly stop: () => Promise<void>;
  /** Ends the service alone; its sandbox and database stay. */
  readonly stopService: () => Promise<void>;
  /** POSTs JSON with the first owner's key. */
  ask(body: unknown, headers?: Record<string, string>, init?: RequestInit): Promise<Response>;
  /** Asks the database of the house directly. */
  sql<Row>(statement: string): Promise<Row[]>;
  get(path: string, key?: string): Promise<Response>;
  /** The last line of every call the sandbox served, oldest first. */
  bill(): Promise<BillLine[]>;
  /** A rule of `POST /_sandbox/faults`. */
  fault(rule: object): Promise<void>;
  clearFaults(): Promise<void>;
}

/** What a house has opened; the last first, each once, and the others also where one fails. */
class Closing {
  private static readonly all = new Set<Closing>();
  private readonly closers: (() => Promise<unknown>)[] = [];

  constructor() {
    Closing.all.add(this);
  }

  push(close: () => Promise<unknown>): void {
    this.closers.push(close);
  }

  async close(): Promise<void> {
    Closing.all.delete(this);
    const failures: unknown[] = [];
    for (let close = this.closers.pop(); close; close = this.closers.pop())
      await close().catch((thrown: unknown) => failures.push(thrown));
    if (failures.length > 0) throw failures[0];
  }

  static async closeAll(): Promise<void> {
    // A replica goes before the house whose database it uses.
    for (const opened of [...Closing.all].toReversed()) await opened.close();
  }
}

// A house whose test failed before its end, or that did not open: left alone it would go on, and jest with it.
afterAll(() => Closing.closeAll());

// The tests, the sandbox and each replica share one event loop: how late a busy machine makes it says nothing of a
// service, which would refuse work for it.
beforeAll(() => void jest.spyOn(EventLoopDelay.prototype, 'ms', 'get').mockReturnValue(0));

/** The real service with a real PostgreSQL, and as its vendors a sandbox in this process: its own, or SANDBOX_PORT. */
export async function openHouse(env: Record<string, string> = {}, logging?: LoggingOptions): Promise<House> {
  const opened = new Closing();
  const dataDir = await mkdtemp(join(tmpdir(), 'e2e-'));
  opened.push(() => rm(dataDir, { recursive: true, force: true }));
  const database = await testDatabase([...costMigrations, ...chatMigrations]);
  opened.push(() => database.close());
  const sandboxPort = env.SANDBOX_PORT ?? (await openSandbox(opened));
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
  const config = loadConfig({
    HOST: '127.0.0.1',
    PORT: '0',
    SANDBOX_PORT: sandboxPort,
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    LOG_LEVEL: 'ERROR',
    // A busy machine takes its time.
    SEARCH_TIMEOUT_MS: '30000',
    VALID_API_KEYS: `${KEY},${OTHER_KEY}`,
    ...env,
  });
  const service = await startService(config, logging);
  let stopped: Promise<void> | undefined;
  const stopService = () => (stopped ??= service.stop());
  opened.push(stopService);
  const { url, developmentKey } = service;
  return {
    url,
    databaseUrl: config.database.url ?? '',
    sandboxPort,
    developmentKey,
    stopService,
    stop: () => opened.close(),
    ask: (body, headers = {}, init = {}) =>
      fetch(`${url}/v1/chat`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-API-Key': KEY, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...init,
      }),
    sql: (statement) => database.dataSource.query(statement),
    get: (path, key = KEY) => fetch(url + path, { headers: { 'X-API-Key': key } }),
    bill: () => readBill(sandboxUrl),
    fault: async (rule) => {
      const response = await fetch(`${sandboxUrl}/_sandbox/faults`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(rule),
      });
      if (!response.ok) throw new Error(await response.text());
    },
    clearFaults: async () => {
      await fetch(`${sandboxUrl}/_sandbox/faults`, { method: 'DELETE' });
    },
  };
}

async function openSandbox(opened: Closing): Promise<string> {
  const sandbox = await startTestSandbox();
  opened.push(() => sandbox.close());
  return String(sandbox.port);
}

/** What a second house needs to be another replica of the first one. */
export function replicaOf({ databaseUrl, sandboxPort }: House): Record<string, string> {
  return { DATABASE_URL: databaseUrl, SANDBOX_PORT: sandboxPort };
}

async function readBill(url: string): Promise<BillLine[]> {
  const text = await (await fetch(`${url}/_sandbox/bill`)).text();
  const calls = new Map<string, BillLine>();
  for (const line of text.trim().split('\n').filter(Boolean)) {
    const entry = JSON.parse(line) as BillLine;
    calls.set(entry.call_id, entry);
  }
  return [...calls.values()];
}
