import { compileErrors, validate } from '@readme/openapi-parser';
import type { ChatResponse as Answer } from '@app/chat';
import { waitUntil } from '@app/platform/testing';
import type { Problem } from '../../apps/api/src/filters/problem.js';
import { openHouse, QUESTION, type House } from './support/house.js';
import { connect, connected } from './support/sockets.js';

type ChatResponse = Answer & { readonly error?: Problem };

/** Keeps the lines that are logged. */
class LogLines {
  readonly lines: Record<string, unknown>[] = [];

  write(line: string): void {
    this.lines.push(JSON.parse(line) as Record<string, unknown>);
  }

  of(requestId: string): Record<string, unknown>[] {
    return this.lines.filter((line) => line.request_id === requestId);
  }
}

describe('operations', () => {
  const log = new LogLines();
  let house: House;
  beforeAll(async () => {
    house = await openHouse({ LOG_LEVEL: 'DEBUG' }, { destination: log });
  });
  afterAll(() => house.stop());

  const open = (path: string) => fetch(house.url + path);

  it.each(['/health/live', '/health/ready', '/health/startup', '/health'])(
    'answers %s without a key',
    async (path) => {
      const response = await open(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.json()).toMatchObject({ status: 'ok' });
    },
  );

  it('says on /health who answers', async () => {
    expect(await (await open('/health')).json()).toMatchObject({
      sandbox: true,
      version: expect.any(String),
      details: {
        database: { status: 'up' },
        migrations: { status: 'up' },
        accepting: { status: 'up', running_answers: 0 },
        providers: { openai: 'no key', anthropic: 'no key', answering: 'sandbox' },
        search: { provider: 'sandbox', enabled: true },
      },
    });
  });

  it('counts the same cost in body, header, log line and metrics', async () => {
    const before = costOf(await (await open('/metrics')).text());
    const response = await house.ask({ message: QUESTION }, { 'X-Request-ID': 'cost-everywhere' });
    const answer = (await response.json()) as ChatResponse;
    expect(response.headers.get('x-request-cost')).toBe(answer.usage.cost);
    expect(log.of('cost-everywhere')).toMatchObject([{ cost_usd: answer.usage.cost_usd }]);
    const after = costOf(await (await open('/metrics')).text());
    expect(after - before).toBeCloseTo(answer.usage.cost_usd, 12);
  });

  it('exports the four metrics by name and label', async () => {
    await (await house.ask({ message: QUESTION })).json();
    const text = await (await open('/metrics')).text();
    for (const line of [
      /^chatbot_requests_total\{provider="sandbox",model="gpt-4o-mini",status="success"\} \d+$/m,
      /^chatbot_request_duration_seconds_bucket\{le="0.5",provider="sandbox",model="gpt-4o-mini"\} \d+$/m,
      /^chatbot_cost_rate_usd_per_hour 0\.\d+$/m,
      /^chatbot_token_costs_usd_total\{provider="sandbox",model="gpt-4o-mini",token_type="output"\} \S+$/m,
      /^nodejs_eventloop_lag_seconds /m,
    ])
      expect(text).toMatch(line);
  });

  it('logs a request once, in the seed’s schema, and nothing of what was said', async () => {
    const canary = 'canary-sk-1234567890abcdef';
    const response = await house.ask({ message: `${QUESTION} ${canary}` }, { 'X-Request-ID': 'logged-once' });
    const answer = (await response.json()) as ChatResponse;
    expect(log.of('logged-once')).toEqual([
      expect.objectContaining({
        level: 'INFO',
        service: 'ai-chatbot',
        request_id: 'logged-once',
        event: 'chat_request_completed',
        message: 'Chat request processed successfully',
        status: 'success',
        provider: 'sandbox',
        model: 'gpt-4o-mini',
        tokens: {
          prompt: answer.usage.prompt_tokens,
          completion: answer.usage.completion_tokens,
          total: answer.usage.total_tokens,
        },
        search_enabled: true,
        search_results: answer.metadata.search_results_count,
        citations_found: answer.message.citations.length,
        user_id: expect.stringMatching(/^user-[0-9a-f]{16}$/),
        metadata: expect.objectContaining({ endpoint: '/v1/chat', ip_address: 'redacted' }),
      }),
    ]);
    const all = JSON.stringify(log.lines);
    expect(all).not.toContain(canary);
    expect(all).not.toContain('key-of-the-first-owner');
  });

  it('logs a refusal once, with its code and its id', async () => {
    await house.ask({ message: '' }, { 'X-Request-ID': 'refused-once' });
    await house.ask('{"message', { 'X-Request-ID': 'broken-once' });
    expect(log.of('refused-once')).toMatchObject([
      { message: 'Refused: validation-failed', status: 'error' },
    ]);
    expect(log.of('broken-once')).toMatchObject([{ message: 'Refused: malformed-json', status: 'error' }]);
  });

  it.each(['JSON', 'SSE', 'Socket.IO'])('must not lose why an answer failed: %s', async (wire) => {
    await house.fault({
      match: { vendor: 'openai' },
      fault: { status: 401, body: { error: { message: 'canary' } } },
    });
    const before = log.lines.length;
    if (wire === 'Socket.IO') {
      const socket = connect(house.url);
      await connected(socket);
      const ended = new Promise((resolve) => {
        socket.on('chat:event', ({ type }: { type: string }) => type === 'response.failed' && resolve(type));
      });
      socket.emit('chat:create', { message: QUESTION });
      await ended;
      socket.disconnect();
    } else
      await (
        await house.ask({ message: QUESTION }, wire === 'SSE' ? { Accept: 'text/event-stream' } : {})
      ).text();
    const failures = () => log.lines.slice(before).filter(({ level }) => level === 'ERROR');
    await waitUntil(() => failures().length > 0);
    await house.clearFaults();
    expect(failures()).toMatchObject([
      { error: { kind: expect.any(String), code: expect.any(String), cause: { status: 401 } } },
    ]);
    expect(JSON.stringify(failures())).not.toContain('canary');
  });

  it.each<Record<string, string>>([{}, { Accept: 'text/event-stream' }])(
    'calls a client’s own short patience no error: %j',
    async (accept) => {
      await house.fault({ match: { vendor: 'openai' }, fault: { delay_ms: 300 } });
      const id = `impatient-${Object.keys(accept).length}`;
      const headers = { ...accept, 'X-Request-ID': id, 'X-Request-Timeout': '1' };
      await (await house.ask({ message: QUESTION }, headers)).text();
      await house.clearFaults();
      const line = log.of(id).at(-1);
      expect(line).toMatchObject({ level: 'INFO', error: { kind: 'deadline-exceeded' } });
      expect(JSON.stringify(line)).not.toContain('stack');
    },
  );

  it('tells of an answer that was cut the same in its last event and afterwards', async () => {
    await house.fault({ match: { vendor: 'openai' }, fault: { reset_after_chunks: 6 } });
    const stream = await (await house.ask({ message: QUESTION }, { Accept: 'text/event-stream' })).text();
    await house.clearFaults();
    const frame = /event: response\.incomplete\nid: \d+\ndata: (.+)\n/.exec(stream)?.[1] ?? '{}';
    const { data } = JSON.parse(frame) as { data: ChatResponse };
    const read = (await (await house.get(`/v1/chat/${data.id}`)).json()) as { error: object };
    // Another request, at another time and place; all else is the same.
    const { instance, timestamp, request_id } = read.error as Problem;
    expect({ instance }).toEqual({ instance: `/v1/chat/${data.id}` });
    expect(read).toEqual({ ...data, error: { ...data.error, instance, timestamp, request_id } });
    expect(read.error).toMatchObject({
      type: expect.stringContaining('/errors/'),
      status: expect.any(Number),
    });
  });

  it('shows its documentation', async () => {
    expect(await (await open('/docs')).text()).toContain('swagger-ui');
    expect((await open('/docs/swagger-ui.css')).status).toBe(200);
  });

  it('describes itself in valid OpenAPI 3.1: every route, its body and its errors', async () => {
    const document = (await (await open('/openapi.json')).json()) as OpenApi;
    expect(document.openapi).toBe('3.1.0');
    const result = await validate(structuredClone(document) as never);
    expect(result.valid ? '' : compileErrors(result)).toBe('');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/errors/{slug}',
        '/health',
        '/health/live',
        '/health/ready',
        '/health/startup',
        '/metrics',
        '/v1/chat',
        '/v1/chat/{id}',
        '/v1/conversations',
        '/v1/conversations/{id}',
        '/v1/models',
      ]),
    );
    const ask = document.paths['/v1/chat']!.post!;
    expect(Object.keys(ask.responses).map(Number)).toEqual(
      expect.arrayContaining([200, 400, 401, 402, 404, 406, 413, 415, 422, 429, 500, 502, 503, 504]),
    );
    expect(Object.keys(ask.responses['200']!.content)).toEqual(['application/json', 'text/event-stream']);
    expect(ask.security).toEqual([{ apiKey: [] }, { bearer: [] }]);
    expect(document.paths['/health']!.get!.security).toBeUndefined();
    for (const path of ['/errors/{slug}', '/metrics', '/health'])
      expect(document.paths[path]!.get!.responses).toHaveProperty('404');
    expect(JSON.stringify(document)).not.toContain('JWT');
  });

  it('answers no bare error of Express or Nest', async () => {
    for (const path of ['/docs/nope', '/nope', '/v1', '/socket.io/nope']) {
      const body = await (await open(path)).text();
      expect(body).not.toMatch(/Cannot GET|statusCode/);
    }
  });
});

describe('switches', () => {
  it('answer neither health nor metrics where both are off, and name PUBLIC_URL in what they answer', async () => {
    const house = await openHouse({
      HEALTH_CHECK_ENABLED: 'false',
      PROMETHEUS_ENABLED: 'false',
      PUBLIC_URL: 'https://chat.example.com',
    });
    for (const path of ['/health', '/health/live', '/health/ready', '/health/startup', '/metrics']) {
      const response = await fetch(house.url + path);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ type: 'https://chat.example.com/errors/not-found' });
    }
    await house.stop();
  });
});

describe('readiness', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse({ HEALTH_CHECKS: 'full' });
  });
  afterAll(() => house.stop());

  const check = async (name: string) => {
    const response = await fetch(`${house.url}/health/ready`);
    const { details } = (await response.json()) as { details: Record<string, { status: string }> };
    return `${response.status} ${details[name]?.status}`;
  };

  it.each([
    ['ledger', 'ALTER TABLE leases RENAME TO away', 'ALTER TABLE away RENAME TO leases'],
    [
      'migrations',
      `CREATE TABLE taken AS SELECT * FROM migrations ORDER BY id DESC LIMIT 1;
       DELETE FROM migrations WHERE id IN (SELECT id FROM taken)`,
      'INSERT INTO migrations SELECT * FROM taken',
    ],
  ])('ends without the %s, and comes back with it', async (name, takeAway, giveBack) => {
    await waitUntil(async () => (await check(name)) === '200 up');
    await house.sql(takeAway);
    await waitUntil(async () => (await check(name)) !== '200 up');
    expect(await check(name)).toBe('503 down');
    await house.sql(giveBack);
    await waitUntil(async () => (await check(name)) === '200 up');
  });

  it('tells nothing of a disk that is somebody else’s', async () => {
    const health = (await (await fetch(`${house.url}/health`)).json()) as { details: object };
    expect(health).toMatchObject({ process: { rss_bytes: expect.any(Number) } });
    expect(health.details).not.toHaveProperty('disk');
  });
});

describe('stopping', () => {
  it('refuses new answers, lets running ones end and then is gone', async () => {
    const house = await openHouse();
    await house.ask({ message: QUESTION });
    await house.fault({ match: { vendor: 'openai' }, fault: { chunk_delay_ms: 50, output_tokens: 120 } });
    const stream = await house.ask({ message: QUESTION }, { Accept: 'text/event-stream' });
    const stopping = house.stopService();
    const ready = await fetch(`${house.url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ status: 'error', error: { accepting: { status: 'down' } } });
    const refused = await house.ask({ message: QUESTION });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await fetch(`${house.url}/health/live`)).status).toBe(200);
    expect(await stream.text()).toContain('event: response.completed');
    await stopping;
    await expect(fetch(`${house.url}/health/live`)).rejects.toThrow('fetch failed');
    await house.stop();
  });

  it('calls off what does not end in time, with its terminal event', async () => {
    const house = await openHouse({ SHUTDOWN_TIMEOUT_MS: '200' });
    await house.ask({ message: QUESTION });
    await house.fault({ match: { vendor: 'openai' }, fault: { chunk_delay_ms: 500, output_tokens: 400 } });
    const stream = await house.ask({ message: QUESTION }, { Accept: 'text/event-stream' });
    const text = stream.text();
    await house.stopService();
    expect(await text).toMatch(/event: response\.(cancelled|incomplete|failed)\n/);
    await house.stop();
  });
});

interface OpenApi {
  readonly openapi: string;
  readonly paths: Record<
    string,
    Record<string, { responses: Record<string, { content: object }>; security?: object[] } | undefined>
  >;
}

/** USD over all models and kinds of tokens. */
function costOf(metrics: string): number {
  const values = [...metrics.matchAll(/^chatbot_token_costs_usd_total\{.*\} (\S+)$/gm)].map(([, value]) =>
    Number(value),
  );
  return values.reduce((sum, value) => sum + value, 0);
}
