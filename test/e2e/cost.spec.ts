import type { ChatResponse } from '@app/chat';
import { Money, sumOf } from '@app/cost';
import { waitUntil } from '@app/platform/testing';
import type { Problem } from '../../apps/api/src/filters/problem.js';
import { KEY, openHouse, OTHER_KEY, QUESTION, type House } from './support/house.js';
import { LogLines } from './support/log-lines.js';
import { eventsOf } from './support/sse.js';

const FINANCE = 'key-of-the-finance-team-0123456789abcdef';
const SUPPORT = [
  'key-of-the-first-supporter-0123456789ab',
  'key-of-the-second-supporter-0123456789a',
] as const;

interface RequestCostBody {
  readonly request_id: string;
  readonly total_usd: string;
  readonly attempts: readonly {
    readonly kind: string;
    readonly organisation: string;
    readonly team: string | null;
    readonly key_id: string;
    readonly cost_usd: string;
    readonly postings: readonly { readonly basis: string; readonly vendor_usage: object }[];
    readonly lines: readonly { readonly amount_usd: string; readonly basis: string }[];
  }[];
}

describe('what it costs', () => {
  let house: House;
  const log = new LogLines();
  beforeAll(async () => {
    house = await openHouse(
      {
        LOG_LEVEL: 'INFO',
        LOG_FORMAT: 'json',
        DAILY_COST_LIMIT_USD: '100',
        VALID_API_KEYS: [
          KEY,
          OTHER_KEY,
          `${FINANCE}:finance`,
          ...SUPPORT.map((key) => `${key};team=support;organisation=acme`),
        ].join(),
      },
      { destination: log },
    );
  });
  afterAll(() => house.stop());

  const costOf = async (requestId: string, key: string) => {
    const response = await house.get(`/v1/costs/requests/${requestId}`, key);
    return { status: response.status, body: (await response.json()) as RequestCostBody };
  };
  const spentByMetrics = async () => {
    const text = await (await house.get('/metrics')).text();
    return text
      .split('\n')
      .filter((line) => line.startsWith('chatbot_token_costs_usd_total{'))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  };
  const budgets = (method: string, path = '', body?: object, key = FINANCE) =>
    fetch(`${house.url}/v1/budgets${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', 'X-API-Key': key },
      body: body && JSON.stringify(body),
    });

  it('is one number in header, body, log, metric and ledger, a retry included', async () => {
    const before = await spentByMetrics();
    await house.fault({ match: {}, times: 1, fault: { reset_after_chunks: 2 } });
    const response = await house.ask({ message: QUESTION });
    const answer = (await response.json()) as ChatResponse;
    const header = response.headers.get('x-request-cost');
    const requestId = response.headers.get('x-request-id')!;

    expect(Number(header)).toBeGreaterThan(0);
    expect(answer.usage.cost).toBe(header);
    const lineSum = sumOf(answer.usage.cost_lines.map(({ amount }) => Money.fromDecimal(amount)));
    expect(lineSum.toDecimal()).toBe(header);
    const ledger = (await costOf(requestId, FINANCE)).body;
    expect(ledger.total_usd).toBe(header);
    const lines = ledger.attempts.flatMap(({ lines }) => lines);
    expect(sumOf(lines.map(({ amount_usd }) => Money.fromDecimal(amount_usd))).toDecimal()).toBe(header);
    const logged = log.lines.find((line) => line['request_id'] === requestId && 'cost_usd' in line);
    expect(logged?.['cost_usd']).toBe(Number(header));
    expect((await spentByMetrics()) - before).toBeCloseTo(Number(header), 12);
    await house.clearFaults();
  });

  it('must not show what another key’s request did cost, though it used the same request id', async () => {
    const headers = { 'X-Request-ID': 'my-own-id-1' };
    await (await house.ask({ message: QUESTION }, headers)).text();
    const own = await costOf('my-own-id-1', KEY);
    expect(own.body.attempts.map(({ kind }) => kind)).toEqual(['search', 'model']);
    expect(own.body.attempts[1]?.postings).toMatchObject([
      { basis: 'exact', vendor_usage: expect.anything() },
    ]);
    expect((await costOf('my-own-id-1', OTHER_KEY)).status).toBe(404);
    await (await house.ask({ message: QUESTION }, { ...headers, 'X-API-Key': OTHER_KEY })).text();
    expect((await costOf('my-own-id-1', KEY)).body.total_usd).toBe(own.body.total_usd);
    // Finance, who sees both, is told that there are two.
    const several = await costOf('my-own-id-1', FINANCE);
    expect(several.status).toBe(409);
    const { request_ids: ids } = (several.body as unknown as Problem).extensions as { request_ids: string[] };
    expect(ids).toHaveLength(2);
    expect(ids).toContain(own.body.request_id);
    const keys = await Promise.all(
      ids.map(async (id) => (await costOf(id, FINANCE)).body.attempts[0]?.key_id),
    );
    expect(new Set(keys).size).toBe(2);
  });

  it('must not book two requests under one id, though their client used it for both', async () => {
    const headers = { 'X-Request-ID': 'used-twice' };
    const responses = [
      await house.ask({ message: QUESTION }, headers),
      await house.ask({ message: 'Why?' }, headers),
    ];
    for (const response of responses) {
      expect(response.headers.get('x-request-id')).toBe('used-twice');
      await response.text();
    }
    const several = (await costOf('used-twice', KEY)).body as unknown as Problem;
    expect(several).toMatchObject({ status: 409, request_id: expect.any(String) });
    const ids = several.extensions['request_ids'] as string[];
    const totals = await Promise.all(ids.map(async (id) => (await costOf(id, KEY)).body.total_usd));
    expect(new Set(totals)).toEqual(new Set(responses.map(({ headers: its }) => its.get('x-request-cost'))));
  });

  it('keeps budgets for finance alone', async () => {
    const refused = await budgets('GET', '', undefined, KEY);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ detail: expect.stringContaining('finance or admin') });
    expect((await house.get('/v1/models', FINANCE)).status).toBe(403);
  });

  it('makes, shows, changes and puts away a budget', async () => {
    const draft = { name: 'All of us', scope: 'organisation', period: 'month', timezone: 'Europe/Vienna' };
    const made = await budgets('PUT', '', {
      ...draft,
      limit_usd: '10.50',
      soft_thresholds_usd: ['5', '8.25'],
    });
    expect(made.status).toBe(201);
    const budget = (await made.json()) as Record<string, string>;
    expect(made.headers.get('location')).toBe(`/v1/budgets/${budget['id']}`);
    expect(budget).toMatchObject({ subject: 'default', limit_usd: '10.5', reserved_usd: '0' });
    // What was spent in the window before counts.
    expect(Money.fromDecimal(budget['spent_usd']!).pico).toBeGreaterThan(0n);
    expect(budget['resets_at']).toMatch(/T2[23]:00:00\.000Z$/);

    expect(await (await budgets('GET', `/${budget['id']}`)).json()).toEqual(budget);

    const again = await budgets('PUT', '', { ...draft, limit_usd: '0' });
    expect(again.status).toBe(200);
    const answer = await house.ask({ message: QUESTION });
    expect(answer.status).toBe(402);
    expect(await answer.json()).toMatchObject({ extensions: { budget: 'All of us', limit_usd: '0' } });

    expect((await budgets('PUT', '', { ...draft, limit_usd: null, period: 'day' })).status).toBe(409);
    expect(
      (await budgets('PUT', `/${budget['id']}`, { ...draft, limit_usd: null, name: 'Everyone' })).status,
    ).toBe(200);
    expect((await house.ask({ message: QUESTION })).status).toBe(200);
    expect((await budgets('DELETE', `/${budget['id']}`)).status).toBe(204);
    expect((await budgets('GET', `/${budget['id']}`)).status).toBe(404);
  });

  it('lets the keys of a team share its budget, and nobody else draw on it', async () => {
    const ask = (key: string) =>
      house.ask({ message: QUESTION, options: { max_tokens: 64 } }, { 'X-API-Key': key });
    const first = await ask(SUPPORT[0]);
    const spent = first.headers.get('x-request-cost')!;
    const requestId = first.headers.get('x-request-id')!;
    expect((await costOf(requestId, FINANCE)).body.attempts[0]).toMatchObject({
      organisation: 'acme',
      team: 'support',
    });
    // What was spent and hardly more: there is no room for the hold of another answer.
    const draft = { name: 'Support', scope: 'team', subject: 'support', period: 'day', limit_usd: spent };
    const made = (await (await budgets('PUT', '', draft)).json()) as Record<string, string>;
    expect(made).toMatchObject({ spent_usd: spent });
    const refused = await ask(SUPPORT[1]);
    expect(refused.status).toBe(402);
    const problem = (await refused.json()) as Problem;
    expect(problem.extensions).toMatchObject({ budget: 'Support', limit_usd: spent, spent_usd: spent });
    expect(problem.extensions).toHaveProperty('resets_at');
    expect((await ask(KEY)).status).toBe(200);
    await budgets('DELETE', `/${made['id']}`);
  });

  it('gives every organisation that a key names the daily limit', async () => {
    const { budgets: all } = (await (await budgets('GET')).json()) as { budgets: Record<string, string>[] };
    const daily = all.filter(({ name }) => name?.startsWith('Daily cost limit'));
    expect(new Set(daily.map(({ subject }) => subject))).toEqual(new Set(['acme', 'default']));
  });

  it.each([
    ['limit_usd', { limit_usd: undefined }],
    ['limit_usd', { limit_usd: 12.5 }],
    ['limit_usd', { limit_usd: '-1' }],
    ['limit_usd', { limit_usd: '1e3' }],
    ['soft_thresholds_usd', { soft_thresholds_usd: ['8', '5'] }],
    ['timezone', { timezone: 'Mars/Olympus' }],
    ['subject', { scope: 'team' }],
    ['period', { period: 'week' }],
  ])('refuses a budget whose %s is %j', async (field, more) => {
    const draft = { name: 'x', scope: 'organisation', period: 'day', limit_usd: null };
    const response = await budgets('PUT', '', { ...draft, ...more });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ field }] });
  });

  it.each([
    ['a team that no key draws on', { scope: 'team', subject: 'suport' }, 'subject'],
    ['a key itself as its subject', { scope: 'key', subject: KEY }, 'subject'],
    ['a key itself in its name', { scope: 'organisation', name: `Of ${KEY}` }, 'name'],
  ])('refuses a budget for %s, and keeps nothing of it', async (_, over, field) => {
    const draft = { name: 'x', period: 'day', limit_usd: '0' };
    const response = await budgets('PUT', '', { ...draft, ...over });
    expect(response.status).toBe(422);
    const problem = await response.text();
    expect(JSON.parse(problem)).toMatchObject({ errors: [{ field }] });
    const kept = [problem, await (await budgets('GET')).text(), JSON.stringify(log.lines)].join();
    expect(kept).not.toContain(KEY);
    expect(kept).not.toContain('suport');
  });

  it('must not let a dated name past the budget of its model', async () => {
    const draft = { name: 'No mini', scope: 'model', subject: 'gpt-4o-mini', period: 'day', limit_usd: '0' };
    const made = (await (await budgets('PUT', '', draft)).json()) as Record<string, string>;
    const dated = { options: { model: 'gpt-4o-mini-2024-07-18', search_enabled: false } };
    const refused = await house.ask({ message: QUESTION, ...dated });
    expect(refused.status).toBe(402);
    expect(await refused.json()).toMatchObject({ extensions: { budget: 'No mini' } });
    await budgets('DELETE', `/${made['id']}`);
  });

  describe('with an Idempotency-Key', () => {
    const calls = async () => (await house.bill()).length;
    const keyed = (key: string, more: object = {}, headers: Record<string, string> = {}) =>
      house.ask({ message: QUESTION, ...more }, { 'Idempotency-Key': key, ...headers });

    it.each(['application/json', 'text/event-stream'])('answers %s once, byte for byte', async (Accept) => {
      const first = await keyed(`once-${Accept}`, {}, { Accept });
      const text = await first.text();
      const before = await calls();
      const second = await keyed(`once-${Accept}`, { options: null }, { Accept });
      expect(second.headers.get('idempotency-replayed')).toBe('true');
      expect(second.headers.get('content-type')).toBe(first.headers.get('content-type'));
      expect(second.headers.get('x-request-cost')).toBe(first.headers.get('x-request-cost'));
      expect(await second.text()).toBe(text);
      expect(await calls()).toBe(before);
    });

    it.each(['application/json', 'text/event-stream'])(
      'names the request that was paid for, on a %s that is sent again',
      async (Accept) => {
        const named = (name: string) => keyed(`booked-${Accept}`, {}, { Accept, 'X-Request-ID': name });
        await (await named(`first-${Accept.length}`)).text();
        const second = await named(`second-${Accept.length}`);
        const bookedAs = second.headers.get('idempotency-booked-as')!;
        expect(bookedAs).toMatch(new RegExp(`^first-${Accept.length}~`));
        const { status, body } = await costOf(bookedAs, KEY);
        expect(status).toBe(200);
        const text = await second.text();
        expect(text).toContain(`"cost":"${body.total_usd}"`);
      },
    );

    it('must not give the answer of a conversation that was erased', async () => {
      const first = await keyed('erased');
      const { conversation_id } = (await first.json()) as ChatResponse;
      await fetch(`${house.url}/v1/conversations/${conversation_id}`, {
        method: 'DELETE',
        headers: { 'X-API-Key': KEY },
      });
      const before = await calls();
      const second = await keyed('erased');
      expect(second.status).toBe(410);
      expect(await second.json()).toMatchObject({
        type: expect.stringMatching(/\/errors\/gone$/),
        errors: [{ field: 'Idempotency-Key' }],
      });
      expect(await calls()).toBe(before);
    });

    it('must not give one key’s answer to another owner or another body', async () => {
      await (await keyed('shared')).text();
      const other = await keyed('shared', {}, { 'X-API-Key': OTHER_KEY });
      expect(other.headers.get('idempotency-replayed')).toBeNull();
      await other.text();
      const changed = await keyed('shared', { options: { max_tokens: 7 } });
      expect(changed.status).toBe(422);
      expect((await keyed('shared', {}, { Accept: 'text/event-stream' })).status).toBe(422);
    });

    it('asks upstream once, however many ask at the same time', async () => {
      // Long enough for the last of them to come before the first is answered.
      await house.fault({ match: {}, fault: { delay_ms: 5_000 } });
      const before = await calls();
      const options = { search_enabled: false };
      const ask = () => keyed('all-at-once', { options });
      const answers = await Promise.all(Array.from({ length: 20 }, ask));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
      const conflict = answers.find(({ status }) => status === 409)!;
      expect(conflict.headers.get('retry-after')).toBe('1');
      expect(await conflict.json()).toMatchObject({ type: expect.stringMatching(/idempotency-conflict$/) });
      await house.clearFaults();
      const model = (await house.bill()).slice(before).filter(({ vendor }) => vendor === 'openai');
      expect(model.length).toBeLessThanOrEqual(1);
    });

    it('is free again after a request that failed or was refused', async () => {
      await house.fault({ match: {}, fault: { status: 500 } });
      expect((await keyed('again')).status).toBeGreaterThanOrEqual(500);
      await house.clearFaults();
      expect((await keyed('again')).status).toBe(200);
    });

    it('is free again when its client has left before the answer was whole', async () => {
      await house.fault({ match: {}, fault: { chunk_delay_ms: 30 } });
      const leaving = new AbortController();
      const stream = await house.ask(
        { message: QUESTION },
        { 'Idempotency-Key': 'left', Accept: 'text/event-stream' },
        { signal: leaving.signal },
      );
      await stream.body!.getReader().read();
      leaving.abort();
      await house.clearFaults();
      // The first one has to be called off before its key is free.
      const again = () => keyed('left', {}, { Accept: 'text/event-stream' });
      let retry = await again();
      await waitUntil(async () => retry.status !== 409 || (retry = await again()).status !== 409);
      expect((await eventsOf(retry)).at(-1)?.type).toBe('response.completed');
    });

    it.each(['', ' ', 'with space', 'ü', 'x'.repeat(256)])('refuses the key %p', async (key) => {
      const response = await keyed(key);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ field: 'Idempotency-Key' }] });
    });
  });

  it('shows budgets, lag and exposure to Prometheus', async () => {
    const text = await (await house.get('/metrics')).text();
    for (const name of ['ledger_lag_seconds', 'ledger_waiting_postings', 'unsettled_exposure_usd'])
      expect(text).toMatch(new RegExp(`^chatbot_${name} [0-9.e-]+$`, 'm'));
  });
});
