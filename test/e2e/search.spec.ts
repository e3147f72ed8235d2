import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChatResponse, SearchResponse } from '@app/chat';
import { Conformance } from './support/conforms.js';
import { KEY, openHouse, OTHER_KEY, QUESTION, type House } from './support/house.js';

const FINANCE = 'key-of-the-finance-team-0123456789abcdef';
const QUERY = 'open a circuit breaker with cockatiel';

class LogLines {
  readonly lines: Record<string, unknown>[] = [];

  write(line: string): void {
    this.lines.push(JSON.parse(line) as Record<string, unknown>);
  }
}

function searchIn(house: House, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${house.url}/v1/search`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-API-Key': KEY, ...headers },
    body: JSON.stringify(body),
  });
}

describe('search alone', () => {
  const log = new LogLines();
  let house: House;
  beforeAll(async () => {
    const keys = `${KEY},${OTHER_KEY},${FINANCE}:finance`;
    house = await openHouse(
      { VALID_API_KEYS: keys, LOG_LEVEL: 'INFO', LOG_FORMAT: 'json' },
      { destination: log },
    );
  });
  afterAll(() => house.stop());

  const search = (body: unknown, headers?: Record<string, string>) => searchIn(house, body, headers);
  const found = async (body: unknown) => {
    const response = await search(body);
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as SearchResponse;
  };

  it('gives the sources an answer gets', async () => {
    const { sources, ...rest } = await found({ query: QUESTION });
    const answer = (await (await house.ask({ message: QUESTION })).json()) as ChatResponse;
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.map(({ id, url, title, rank }) => [id, url, title, rank])).toEqual(
      answer.sources.map(({ id, url, title, rank }) => [id, url, title, rank]),
    );
    expect(rest).toMatchObject({ query: QUESTION, degraded: false, metadata: { provider: 'sandbox' } });
  });

  it('is as it is documented', async () => {
    const document: unknown = await (await fetch(`${house.url}/openapi.json`)).json();
    const conformance = new Conformance(document);
    expect(conformance.faults('SearchResponse', await found({ query: QUERY }))).toEqual([]);
    const recent = await found({ query: QUERY, options: { search_recency: 'day' } });
    expect(recent.warnings).toMatchObject([{ code: 'recency-unknown', source_ids: [1, 2, 3, 4, 5] }]);
    expect(conformance.faults('SearchResponse', recent)).toEqual([]);
  });

  it('says what a search did cost, and that asking the same again costs nothing', async () => {
    const body = { query: 'asked twice: cockatiel' };
    const first = await search(body);
    const again = await search(body, { 'X-API-Key': OTHER_KEY });
    expect(first.headers.get('cache-control')).toBe('no-store');
    expect(first.headers.get('x-request-cost')).toBe('0');
    expect(await first.json()).toMatchObject({ cached: false, usage: { search_requests: 1 } });
    expect(await again.json()).toMatchObject({ cached: true, usage: { search_requests: 0, cost: '0' } });
    const requestId = first.headers.get('x-request-id') ?? '';
    const ledger = (await (await house.get(`/v1/costs/requests/${requestId}`)).json()) as object;
    expect(ledger).toMatchObject({ attempts: [{ kind: 'search', provider: 'sandbox', outcome: 'settled' }] });
  });

  it('holds to the wanted domains and the number of sources', async () => {
    const { sources } = await found({
      query: 'circuit breaker',
      options: { search_domains: ['github.com'], max_results: 2 },
    });
    expect(sources).toHaveLength(2);
    for (const { url } of sources) expect(new URL(url).hostname).toMatch(/(^|\.)github\.com$/);
    expect((await found({ query: QUERY, options: { search_domains: ['evilgithub.com'] } })).sources).toEqual(
      [],
    );
    expect((await search({ query: QUERY, options: { search_recency: 'week' } })).status).toBe(200);
  });

  it('must not send personal data to an engine', async () => {
    const answer = await found({ query: 'who is jane.doe@example.com' });
    expect(answer).toMatchObject({
      query: 'who is [REDACTED_EMAIL]',
      metadata: { pii_redactions: { email: 1 } },
    });
    expect(JSON.stringify(log.lines)).not.toContain('jane.doe');
  });

  it.each([
    ['query', {}],
    ['query', { query: ' ' }],
    ['query', { query: 'x'.repeat(401) }],
    ['message', { query: QUERY, message: 'x' }],
    ['options.max_results', { query: QUERY, options: { max_results: 0 } }],
    ['options.max_results', { query: QUERY, options: { max_results: 21 } }],
    ['options.search_domains', { query: QUERY, options: { search_domains: ['https://x.example/'] } }],
    ['options.search_recency', { query: QUERY, options: { search_recency: 'hour' } }],
    ['options.model', { query: QUERY, options: { model: 'gpt-4o' } }],
  ])('refuses a wrong %s by its name', async (field, body) => {
    const response = await search(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: expect.arrayContaining([expect.objectContaining({ field })]),
    });
  });

  it('is for chat keys alone', async () => {
    expect((await search({ query: QUERY }, { 'X-API-Key': '' })).status).toBe(401);
    expect((await search({ query: QUERY }, { 'X-API-Key': FINANCE })).status).toBe(403);
    expect((await fetch(`${house.url}/v1/search`, { headers: { 'X-API-Key': KEY } })).status).toBe(405);
  });

  it('logs a search as one, once', async () => {
    await search({ query: QUERY }, { 'X-Request-ID': 'searched-once' });
    expect(log.lines.filter(({ request_id: id }) => id === 'searched-once')).toEqual([
      expect.objectContaining({
        event: 'search_request_completed',
        provider: 'sandbox',
        model: 'search',
        status: 'success',
        search_results: expect.any(Number),
      }),
    ]);
  });

  it('tells of a failing engine as a problem', async () => {
    await house.fault({ match: { vendor: 'searxng' }, fault: { status: 500 } });
    const response = await search({ query: 'never asked before' });
    expect(response.status).toBe(502);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ extensions: { code: 'search-failed' } });
    await house.clearFaults();
  });

  it('does not wait longer than its caller', async () => {
    await house.fault({ match: { vendor: 'searxng' }, fault: { delay_ms: 2_000 } });
    const response = await search({ query: 'never asked before either' }, { 'X-Request-Timeout': '100' });
    expect(response.status).toBe(504);
    await house.clearFaults();
  });
});

describe('search by a paid engine', () => {
  let house: House;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'prices-'));
    const file = join(folder, 'prices.json');
    // The sandbox answers as Brave does; this is what it charges for it.
    const price = {
      provider: 'sandbox',
      model: 'search',
      search_per_thousand: '3',
      effective_from: '2026-01-01',
    };
    await writeFile(file, JSON.stringify({ prices: [{ ...price, recorded_at: '2026-11-22T00:00:00Z' }] }));
    house = await openHouse({ SEARCH_PROVIDER: 'brave', PRICE_BOOK_FILE: file });
  });
  afterAll(async () => {
    await house.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('puts the fee on the ledger, once for all who ask the same', async () => {
    const body = { query: QUERY };
    const first = await searchIn(house, body);
    expect(first.headers.get('x-request-cost')).toBe('0.003');
    expect(((await first.json()) as SearchResponse).usage).toMatchObject({
      cost: '0.003',
      cost_lines: [{ meter: 'search_requests', quantity: 1, unit_price: '0.003', amount: '0.003' }],
    });
    const ledger = await house.get(`/v1/costs/requests/${first.headers.get('x-request-id')}`);
    expect(await ledger.json()).toMatchObject({
      total_usd: '0.003',
      attempts: [{ kind: 'search', cost_usd: '0.003' }],
    });
    const shared = await searchIn(house, body);
    expect(shared.headers.get('x-request-cost')).toBe('0');
    expect((await house.bill()).filter(({ vendor }) => vendor === 'brave')).toHaveLength(1);
  });

  it('adds the fee to what an answer costs', async () => {
    const response = await house.ask({ message: 'What is undici?' });
    const { usage } = (await response.json()) as ChatResponse;
    expect(usage.search_requests).toBe(1);
    expect(usage.cost_lines).toContainEqual(
      expect.objectContaining({ meter: 'search_requests', amount: '0.003' }),
    );
    const ledger = await house.get(`/v1/costs/requests/${response.headers.get('x-request-id')}`);
    expect(await ledger.json()).toMatchObject({ total_usd: usage.cost });
  });
});
