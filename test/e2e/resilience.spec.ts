import { isTerminal, type ChatEvent, type ChatResponse } from '@app/chat';
import { waitUntil } from '@app/platform/testing';
import { openHouse, type House } from './support/house.js';
import { answerOn, connect, connected, emit } from './support/sockets.js';
import { eventsOf } from './support/sse.js';

/** What the provider does in the middle of a stream, and how the answer may end. */
const STREAM_FAULTS: readonly (readonly [string, object, readonly ChatEvent['type'][]])[] = [
  ['ends without its last frames', { truncate_after_chunks: 4 }, ['response.incomplete']],
  ['sends broken JSON', { malformed_after_chunks: 4 }, ['response.incomplete']],
  ['sends an error inside a 200', { error_event_after_chunks: 4 }, ['response.incomplete']],
  ['resets the connection', { reset_after_chunks: 4 }, ['response.incomplete']],
  ['stalls', { stall_after_chunks: 4 }, ['response.incomplete']],
  ['sends no usage', { omit_usage: true }, ['response.completed']],
  ['sends its usage twice', { usage_twice: true }, ['response.completed']],
];

/** The same, and worse, before its first text: nothing was shown, so that another model may answer. */
const EARLY_FAULTS: readonly (readonly [string, object])[] = [
  ['answers 500', { status: 500 }],
  ['answers 529', { status: 529 }],
  ['is throttled for long', { status: 429, headers: { 'retry-after': '30' } }],
  ['answers with a page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>no</html>' }],
  ['resets before the headers', { reset_after_chunks: 0 }],
  ['ends before its first text', { truncate_after_chunks: 0 }],
  ['sends an error before its first text', { error_event_after_chunks: 0 }],
];

describe('a provider that misbehaves', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse({
      FALLBACK_PROVIDER: 'anthropic',
      RETRY_ATTEMPTS: '2',
      // Breakers are proven elsewhere; here every case needs its own call.
      ENABLE_CIRCUIT_BREAKER: 'false',
      ENABLE_SEARCH_AUGMENTATION: 'false',
    });
  });
  afterAll(() => house.stop());
  afterEach(() => house.clearFaults());

  /** A stall is waited for; whatever else happens is not a matter of time. */
  const patienceMs = (fault: object) => ('stall_after_chunks' in fault ? 3_000 : 50_000);
  const patience = (fault: object) => ({ 'X-Request-Timeout': String(patienceMs(fault)) });
  const askSse = async (message: string, fault: object): Promise<ChatEvent[]> =>
    eventsOf(await house.ask({ message }, { Accept: 'text/event-stream', ...patience(fault) }));
  const askSocket = async (message: string, fault: object): Promise<ChatEvent[]> => {
    const socket = connect(house.url);
    await connected(socket);
    const events = answerOn(socket);
    await emit(socket, 'chat:create', { message, timeout_ms: patienceMs(fault) });
    const all = await events;
    socket.disconnect();
    return all;
  };

  function expectClean(events: readonly ChatEvent[]): ChatResponse {
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.filter(isTerminal)).toEqual([events.at(-1)]);
    const last = events.at(-1) as ChatEvent;
    const response = (last.type === 'response.failed' ? last.data.response : last.data) as ChatResponse;
    const deltas = events.map((event) => (event.type === 'content.delta' ? event.data.delta : '')).join('');
    expect(response.message.content).toBe(deltas);
    return response;
  }
  /** Every attempt was posted; none is held, and what was said has a price. */
  async function expectSettled(response: ChatResponse): Promise<void> {
    expect(response.metadata.attempts.length).toBeGreaterThan(0);
    expect(response.message.content === '' || Number(response.usage.cost) > 0).toBe(true);
    const [row] = await house.sql<{ open: number }>('SELECT count(*)::int AS open FROM holds');
    expect(row?.open).toBe(0);
  }

  describe.each(STREAM_FAULTS)('that %s in the middle', (_, fault, endings) => {
    const strike = () => house.fault({ match: { vendor: 'openai' }, fault: { output_tokens: 60, ...fault } });

    it('ends in one clean terminal event on SSE, settled', async () => {
      await strike();
      const events = await askSse('What?', fault);
      const response = expectClean(events);
      expect(endings).toContain(events.at(-1)?.type);
      expect(response.message.content).not.toBe('');
      expect(response.metadata.fallback).toBe(false);
      await expectSettled(response);
    });

    it('ends in one clean terminal event on a socket, settled', async () => {
      await strike();
      const events = await askSocket('What?', fault);
      expect(endings).toContain(events.at(-1)?.type);
      await expectSettled(expectClean(events));
    });

    it('is answered by another model on JSON, where nothing was shown', async () => {
      await strike();
      const response = await house.ask({ message: 'What?' }, patience(fault));
      const isStall = 'stall_after_chunks' in fault;
      expect(response.status).toBe(isStall ? 504 : 200);
      if (!isStall) await expectSettled((await response.json()) as ChatResponse);
    });
  });

  describe.each(EARLY_FAULTS)('that %s', (_, fault) => {
    it('is passed over on every wire, with a warning', async () => {
      await house.fault({ match: { vendor: 'openai' }, fault });
      const json = (await (await house.ask({ message: 'What?' }, patience(fault))).json()) as ChatResponse;
      const answers = [
        json,
        expectClean(await askSse('What?', fault)),
        expectClean(await askSocket('What?', fault)),
      ];
      for (const answer of answers) {
        expect(answer).toMatchObject({
          status: 'completed',
          metadata: { fallback: true, model: 'claude-haiku-4-5' },
          warning: expect.stringContaining('fallback provider due to primary service unavailability'),
        });
        expect(answer.metadata.attempts.map(({ model }) => model)).toEqual(
          expect.arrayContaining(['gpt-4o-mini', 'claude-haiku-4-5']),
        );
        await expectSettled(answer);
      }
    });
  });

  it('is 503 with Retry-After when every provider is down', async () => {
    await house.fault({ match: {}, fault: { status: 503 } });
    const response = await house.ask({ message: 'What?' });
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({ extensions: { code: 'all-providers-down' } });
  });

  it('never sees more of a request than the client waits for', async () => {
    await house.fault({ match: { vendor: 'openai' }, fault: { delay_ms: 40_000 } });
    const asked = house.ask({ message: 'What?' }, { 'X-Request-Timeout': '2000' });
    await waitUntil(async () => (await house.bill()).at(-1)?.outcome === 'received');
    expect((await asked).status).toBe(504);
    await waitUntil(async () => (await house.bill()).at(-1)?.outcome === 'aborted');
  });
});

describe('breakers', () => {
  let house: House;
  const ADMIN = 'key-of-an-administrator-0123456789abcdef';
  beforeAll(async () => {
    house = await openHouse({
      FALLBACK_PROVIDER: 'anthropic',
      ENABLE_CIRCUIT_BREAKER: 'true',
      ENABLE_SEARCH_AUGMENTATION: 'false',
      CIRCUIT_BREAKER_FAILURE_THRESHOLD: '2',
      VALID_API_KEYS: `key-of-the-first-owner-0123456789abcdef,${ADMIN}:chat+admin`,
    });
    await house.fault({ match: { vendor: 'openai' }, fault: { status: 500 } });
    for (let count = 0; count < 4; count += 1) await house.ask({ message: 'What?' });
  });
  afterAll(() => house.stop());

  it('leave a provider alone that keeps failing', async () => {
    const before = (await house.bill()).filter(({ vendor }) => vendor === 'openai').length;
    expect(before).toBe(2);
    const answer = (await (await house.ask({ message: 'What?' })).json()) as ChatResponse;
    expect(answer.metadata.fallback).toBe(true);
    expect((await house.bill()).filter(({ vendor }) => vendor === 'openai')).toHaveLength(before);
  });

  it('are seen in metrics, health and by administrators alone, who close them', async () => {
    const metrics = await (await house.get('/metrics')).text();
    expect(metrics).toContain('chatbot_circuit_breaker_state{provider="sandbox",model="gpt-4o-mini"} 2');
    expect(await (await house.get('/health')).json()).toMatchObject({
      details: { providers: { breakers: { 'sandbox/gpt-4o-mini': 'open' } } },
    });
    expect((await house.get('/v1/admin/providers')).status).toBe(403);
    const report = (await (await house.get('/v1/admin/providers', ADMIN)).json()) as {
      providers: { name: string; circuits: { model: string; breaker: string }[] }[];
    };
    const circuits = report.providers.find(({ name }) => name === 'sandbox')?.circuits;
    expect(circuits).toContainEqual(expect.objectContaining({ model: 'gpt-4o-mini', breaker: 'open' }));
    await house.clearFaults();
    const reset = await fetch(`${house.url}/v1/admin/providers/sandbox/breaker/reset`, {
      method: 'POST',
      headers: { 'X-API-Key': ADMIN },
    });
    expect(await reset.json()).toEqual({ reset: 2, others_told: true });
    const answer = (await (await house.ask({ message: 'What?' })).json()) as ChatResponse;
    expect(answer.metadata.fallback).toBe(false);
  });
});
