import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Money } from '@app/cost';
import { waitUntil } from '@app/platform/testing';
import { openHouse, QUESTION, type House } from './support/house.js';
import { LogLines } from './support/log-lines.js';
import { connect, connected, emit } from './support/sockets.js';
import { framesOf } from './support/sse.js';

/** Searches cost something here, as those of most engines do. */
const PRICES = {
  prices: [
    {
      provider: 'sandbox',
      search_per_thousand: '5',
      effective_from: '2026-01-01',
      recorded_at: '2026-01-01T00:00:00Z',
    },
  ],
};

describe('what a client costs that leaves', () => {
  let house: House;
  let folder: string;
  const log = new LogLines();
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'prices-'));
    const file = join(folder, 'prices.json');
    await writeFile(file, JSON.stringify(PRICES));
    house = await openHouse(
      { LOG_LEVEL: 'INFO', LOG_FORMAT: 'json', PRICE_BOOK_FILE: file },
      { destination: log },
    );
    await house.ask({ message: QUESTION });
  });
  afterAll(async () => {
    await house.stop();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(() => house.clearFaults());

  const calls = async () => (await house.bill()).length;
  const ledger = async (mark: string) => {
    const [row] = await house.sql<{ cost: string | null; open: number }>(
      `SELECT sum(p.cost)::text AS cost, count(*) FILTER (WHERE p.attempt_id IS NULL)::int AS open
       FROM attempts a LEFT JOIN postings p USING (attempt_id) WHERE a.request_id ${mark}`,
    );
    return row!;
  };
  const isPosted = async (mark: string) => {
    const { cost, open } = await ledger(mark);
    return cost !== null && open === 0;
  };
  const spentByMetrics = async () => {
    const text = await (await house.get('/metrics')).text();
    return text
      .split('\n')
      .filter((line) => line.startsWith('chatbot_token_costs_usd_total{'))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  };
  const lineOf = (id: string) => log.lines.filter((line) => line['request_id'] === id && 'event' in line);
  const slowly = (fault: object) => house.fault({ match: {}, fault });
  const body = (message: string) => ({ message, options: { search_enabled: false, max_tokens: 400 } });

  const leaves: Record<string, () => Promise<string>> = {
    async JSON() {
      await slowly({ delay_ms: 30_000 });
      const leaving = new AbortController();
      const before = await calls();
      const asking = house.ask(body('json'), { 'X-Request-ID': 'left-json' }, { signal: leaving.signal });
      await waitUntil(async () => (await calls()) > before);
      leaving.abort();
      await expect(asking).rejects.toThrow('aborted');
      return 'left-json';
    },
    async SSE() {
      await slowly({ chunk_delay_ms: 200, output_tokens: 400 });
      const leaving = new AbortController();
      const headers = { 'X-Request-ID': 'left-sse', Accept: 'text/event-stream' };
      const response = await house.ask(body('sse'), headers, { signal: leaving.signal });
      for await (const { event } of framesOf(response)) if (event === 'content.delta') break;
      leaving.abort();
      return 'left-sse';
    },
    async 'Socket.IO'() {
      await slowly({ chunk_delay_ms: 200, output_tokens: 400 });
      const socket = connect(house.url);
      await connected(socket);
      const heard = new Promise<void>((resolve) => {
        socket.on('chat:event', ({ type }: { type: string }) => type === 'content.delta' && resolve());
      });
      await emit(socket, 'chat:create', body('socket'));
      await heard;
      socket.disconnect();
      const [row] = await house.sql<{ id: string }>(
        'SELECT request_id AS id FROM attempts ORDER BY reserved_at DESC LIMIT 1',
      );
      return row!.id;
    },
  };

  it.each(Object.keys(leaves))('is one number in log, metric and ledger, on %s', async (wire) => {
    const before = await spentByMetrics();
    const id = await leaves[wire]!();
    const mark = `LIKE '${id}%'`;
    await waitUntil(async () => (await isPosted(mark)) && lineOf(id).length > 0);
    const cost = Number((await ledger(mark)).cost);
    expect(cost).toBeGreaterThan(0);
    expect(lineOf(id)).toEqual([
      expect.objectContaining({
        status: 'cancelled',
        cost_usd: cost,
        provider: 'sandbox',
        model: 'gpt-4o-mini',
      }),
    ]);
    expect((await spentByMetrics()) - before).toBeCloseTo(cost, 12);
  });

  it('is one number where it was the first of two who wanted the same search', async () => {
    await house.fault({ match: { vendor: 'searxng' }, fault: { delay_ms: 4_000 } });
    const before = await spentByMetrics();
    const leaving = new AbortController();
    const message = 'How does a bulkhead of cockatiel limit what runs?';
    const found = await calls();
    const leading = house.ask({ message }, { 'X-Request-ID': 'leader' }, { signal: leaving.signal });
    await waitUntil(async () => (await calls()) > found);
    const following = house.ask({ message }, { 'X-Request-ID': 'follower' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    leaving.abort();
    await expect(leading).rejects.toThrow('aborted');
    const header = (await following).headers.get('x-request-cost')!;
    await waitUntil(() => Promise.resolve(lineOf('leader').length > 0 && lineOf('follower').length > 0));
    const cost = (await ledger(`LIKE 'leader%'`)).cost!;
    expect(Number(cost)).toBeCloseTo(0.005, 12);
    expect(lineOf('leader')).toEqual([expect.objectContaining({ cost_usd: Number(cost) })]);
    const both = Money.fromDecimal(cost).add(Money.fromDecimal(header)).toNumber();
    expect((await spentByMetrics()) - before).toBeCloseTo(both, 12);
  });
});
