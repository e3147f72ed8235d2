import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from './sandbox-server.js';
import { QUESTION, TestSandbox } from './testing.js';

describe(startSandbox.name, () => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await TestSandbox.start();
  });
  beforeEach(() => sandbox.clean());
  afterAll(() => sandbox.stop());

  const get = (path: string): Promise<Response> => fetch(sandbox.url + path);
  const search = (query: string): Promise<Response> => get(`/search?${query}`);

  it('says what it is', async () => {
    for (const path of ['/', '/healthz'])
      expect(await (await get(path)).json()).toMatchObject({ name: 'sandbox', status: 'ok' });
  });

  it('tells an unknown path from an unknown method', async () => {
    expect((await get('/nope')).status).toBe(404);
    expect((await get('/v1/messages')).status).toBe(405);
  });

  it('drops a call whose address it cannot read, and goes on', async () => {
    const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    await expect(get('/v1/models/%ZZ')).rejects.toThrow('fetch failed');
    expect((await get('/healthz')).status).toBe(200);
    log.mockRestore();
  });

  it('rejects when the port is taken', async () => {
    await expect(startSandbox({ port: sandbox.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('writes an address of IPv6 as a URL', async () => {
    const other = await TestSandbox.start({ host: '::1' }).catch((error: NodeJS.ErrnoException) => error);
    // A machine without IPv6 cannot show it.
    const url = other instanceof TestSandbox ? other.url : `http://[::1]: ${other.code}`;
    expect(url).toMatch(/^http:\/\/\[::1\]:/);
    if (other instanceof TestSandbox) await other.stop();
  });

  it('answers a search in SearXNG’s JSON and bills it', async () => {
    const response = await search('q=when+does+the+breaker+open&format=json&language=en&time_range=year');
    expect(await response.json()).toEqual({
      query: 'when does the breaker open',
      number_of_results: 1,
      results: [
        {
          url: 'https://github.com/someone/breaker/blob/HEAD/README.md#opening',
          title: 'Opening · breaker',
          content: 'The breaker opens after five failures in a row.',
          publishedDate: null,
          thumbnail: '',
          engine: 'package docs',
          template: 'default.html',
          parsed_url: ['https', 'github.com', '/someone/breaker/blob/HEAD/README.md', '', '', 'opening'],
          img_src: '',
          priority: '',
          engines: ['package docs'],
          positions: [1],
          score: 1,
          category: 'general',
        },
      ],
      answers: [],
      corrections: [],
      infoboxes: [],
      suggestions: [],
      unresponsive_engines: [],
    });
    expect(await sandbox.lastEnded()).toMatchObject({
      vendor: 'searxng',
      model: null,
      outcome: 'completed',
      usage: { search_requests: 1 },
    });
    expect(await (await search('q=when+does+the+breaker+open&format=json&pageno=2')).json()).toMatchObject({
      results: [],
    });
    expect((await search('q=when+does+the+breaker+open&format=json')).status).toBe(200);
    expect((await search(`q=${'breaker+'.repeat(100)}&format=json`)).status).toBe(200);
  });

  it.each([
    ['q=x', 403, 'Forbidden'],
    ['q=x&format=csv', 403, 'Forbidden'],
    ['format=json', 400, 'No query'],
    ['q=x&format=json&pageno=0', 400, 'parameter pageno'],
    ['q=x&format=json&time_range=hour', 400, 'parameter time_range'],
    ['q=x&format=json&language=%3Cb%3E', 400, 'parameter language'],
  ])('refuses /search?%s with %i', async (query, status, error) => {
    const response = await search(query);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: expect.stringContaining(error) as string });
  });

  it('strikes searches by rule', async () => {
    await sandbox.fault({
      match: { vendor: 'searxng', message_contains: 'breaker' },
      fault: { status: 503 },
    });
    expect((await search('q=breaker&format=json')).status).toBe(503);
    expect((await search('q=other&format=json')).status).toBe(200);
    await expect(
      fetch(`${sandbox.url}/search?q=x&format=json`, {
        headers: { 'x-sandbox-fault': '{"reset_after_chunks":0}' },
      }),
    ).rejects.toThrow('fetch failed');
  });

  it('fails a search when there is no index', async () => {
    const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const other = await TestSandbox.start({ nodeModules: '/nowhere/at/all' });
    expect((await fetch(`${other.url}/search?q=x&format=json`)).status).toBe(500);
    await other.stop();
    expect(log).toHaveBeenCalled();
    log.mockRestore();
  });

  it('has a line on the bill when a call arrives and another when it ends', async () => {
    const ask = fetch(`${sandbox.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer x', 'x-attempt-id': 'a1', 'x-sandbox-fault': '{"delay_ms":60}' },
      body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: QUESTION }] }),
    });
    let arrived = await sandbox.bill();
    while (arrived.length === 0) arrived = await sandbox.bill();
    expect(arrived).toMatchObject([
      {
        attempt_id: 'a1',
        vendor: 'openai',
        model: 'm',
        outcome: 'received',
        usage: null,
        streamed_output_tokens: 0,
      },
    ]);
    const response = await ask;
    const body = (await response.json()) as { usage: { completion_tokens: number } };
    const lines = await sandbox.bill();
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatchObject({
      call_id: arrived[0]?.call_id,
      outcome: 'completed',
      usage: body.usage,
      streamed_output_tokens: body.usage.completion_tokens,
    });
    expect(response.headers.get('x-request-id')).toBe(lines[1]?.call_id);
  });

  it('gives the bill since a moment, and refuses what is none', async () => {
    await search('q=x&format=json');
    await sandbox.lastEnded();
    expect(await sandbox.bill(`?since=${new Date(0).toISOString()}`)).toHaveLength(2);
    expect(await sandbox.bill(`?since=${new Date(Date.now() + 60_000).toISOString()}`)).toHaveLength(0);
    const refused = await get('/_sandbox/bill?since=yesterday');
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: { field: 'since' } });
  });

  it('bills a call whose body breaks off', async () => {
    const socket = connect(sandbox.port, '127.0.0.1');
    const half = 'POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\n\r\n{"mod';
    await new Promise((sent) => socket.write(half, sent));
    socket.destroy();
    expect(await sandbox.lastEnded()).toMatchObject({
      vendor: 'anthropic',
      model: null,
      outcome: 'aborted',
      usage: null,
    });
  });

  it('keeps, lists and clears fault rules, and names the field that is wrong', async () => {
    expect(await (await sandbox.fault({ match: { nth: 9 }, fault: { status: 500 } })).json()).toMatchObject({
      rule_id: expect.stringMatching(/^fault_\d+$/) as string,
      matched: 0,
      fired: 0,
    });
    expect(await (await get('/_sandbox/faults')).json()).toMatchObject({ rules: [{ match: { nth: 9 } }] });
    const refused = await sandbox.fault({ fault: { statsu: 1 } });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: { field: 'fault.statsu' } });
    const broken = await fetch(`${sandbox.url}/_sandbox/faults`, { method: 'POST', body: '{' });
    expect(await broken.json()).toMatchObject({ error: { field: 'body' } });
    await sandbox.clean();
    expect(await (await get('/_sandbox/faults')).json()).toEqual({ rules: [] });
  });

  it('refuses a rule without end', async () => {
    const response = await fetch(`${sandbox.url}/_sandbox/faults`, {
      method: 'POST',
      body: 'x'.repeat(33 * 1024 * 1024),
    });
    expect(response.status).toBe(413);
  });

  it('survives a client that leaves while it sends a rule', async () => {
    const socket = connect(sandbox.port, '127.0.0.1');
    const half = 'POST /_sandbox/faults HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\n\r\n{';
    await new Promise((sent) => socket.write(half, sent));
    socket.destroy();
    expect((await get('/healthz')).status).toBe(200);
  });

  it('must not let another machine turn its switches', async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address?.family === 'IPv4' && !address.internal)?.address;
    const other = await TestSandbox.start({ host: '0.0.0.0' });
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const call = request({
        host: outside ?? '127.0.0.1',
        port: other.port,
        path: '/_sandbox/bill',
        headers: { 'x-forwarded-for': '127.0.0.1' },
      });
      call
        .on('response', (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
    // A machine without a network has no outside to come from.
    expect(status).toBe(outside === undefined ? 200 : 403);
    await other.stop();
  });

  it('appends the bill to a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bill-'));
    const other = await TestSandbox.start({ billFile: join(folder, 'bill.ndjson') });
    await (await fetch(`${other.url}/search?q=breaker&format=json`)).text();
    await other.lastEnded();
    await other.stop();
    expect((await readFile(join(folder, 'bill.ndjson'), 'utf8')).trim().split('\n')).toHaveLength(2);
    await rm(folder, { recursive: true });
  });

  it('says so when the bill file cannot be written, and goes on', async () => {
    const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const other = await TestSandbox.start({ billFile: '/nowhere/at/all' });
    expect((await fetch(`${other.url}/search?q=breaker&format=json`)).status).toBe(200);
    await other.stop();
    expect(log).toHaveBeenCalledWith(expect.stringContaining('bill file'), expect.anything());
    log.mockRestore();
  });
});
