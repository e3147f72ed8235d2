import { connect as connectTcp } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Problem } from '../../apps/api/src/filters/problem.js';
import { KEY, openHouse, OTHER_KEY, QUESTION, type House } from './support/house.js';
import { connect, connected, emit } from './support/sockets.js';

describe('bad input', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.stop());

  async function expectProblem(response: Response, status: number, slug: string): Promise<Problem> {
    const body = await response.text();
    expect({ status: response.status, body }).toMatchObject({ status });
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const problem = JSON.parse(body) as Problem;
    expect(problem).toMatchObject({
      type: expect.stringMatching(
        new RegExp(`^http://127\\.0\\.0\\.1:\\d+/errors/${slug}$|/errors/${slug}$`),
      ),
      status,
      title: expect.any(String),
      detail: expect.any(String),
      timestamp: expect.any(String),
      request_id: response.headers.get('x-request-id'),
    });
    // Neither stack nor path of ours, and nothing of Nest's or Express's own bodies.
    expect(body).not.toMatch(/node_modules|\.ts:|\.js:|statusCode|at Object/);
    return problem;
  }

  it.each([
    ['malformed JSON', '{"message": "hi', 400, 'validation-failed'],
    ['a bare string', '"hi"', 400, 'validation-failed'],
    ['a bare number', '5', 400, 'validation-failed'],
    ['a list', '[]', 400, 'validation-failed'],
    ['null', 'null', 400, 'validation-failed'],
    ['no body', '', 400, 'validation-failed'],
    ['no message', {}, 400, 'validation-failed'],
    ['an empty message', { message: '' }, 400, 'validation-failed'],
    ['a blank message', { message: '  \n\t ' }, 400, 'validation-failed'],
    ['a message of 32,001 characters', { message: 'x'.repeat(32_001) }, 400, 'validation-failed'],
    ['a message of 1 MB', { message: 'x'.repeat(1_000_000) }, 413, 'payload-too-large'],
    ['a message that is a number', { message: 5 }, 400, 'validation-failed'],
    ['a message with U+0000', { message: 'a\0b' }, 400, 'validation-failed'],
    ['an unknown field', { message: 'hi', mesage: 'hi' }, 400, 'validation-failed'],
    ['an unknown option', { message: 'hi', options: { max_token: 5 } }, 400, 'validation-failed'],
    ['an unknown model', { message: 'hi', options: { model: 'gpt-99' } }, 422, 'unprocessable'],
    ['an unknown provider', { message: 'hi', options: { provider: 'nobody' } }, 422, 'unprocessable'],
    ['a bad UUID', { message: 'hi', conversation_id: '42' }, 400, 'validation-failed'],
    [
      'a conversation nobody has',
      { message: 'hi', conversation_id: '3b241101-e2bb-4255-8caf-4136c566a962' },
      404,
      'not-found',
    ],
    ['too many tokens', { message: 'hi', options: { max_tokens: 40_000 } }, 400, 'validation-failed'],
    [
      'a URL for a domain',
      { message: 'hi', options: { search_domains: ['https://a.org'] } },
      400,
      'validation-failed',
    ],
    ['100,000 levels of lists', '['.repeat(100_000) + ']'.repeat(100_000), 400, 'validation-failed'],
    ['100 levels of objects', '{"message":'.repeat(100) + '1' + '}'.repeat(100), 400, 'validation-failed'],
    ['__proto__', '{"message":"hi","__proto__":{"admin":true}}', 400, 'validation-failed'],
    ['constructor', '{"message":"hi","constructor":{"prototype":{"admin":true}}}', 400, 'validation-failed'],
    ['toString', '{"message":"a","toString":"x","hasOwnProperty":1}', 400, 'validation-failed'],
    ['nothing to be seen', { message: '\u200b\u2060' }, 400, 'validation-failed'],
    ['an option’s __proto__', '{"message":"hi","options":{"__proto__":{"x":1}}}', 400, 'validation-failed'],
  ])('is answered with a problem: %s', async (_what, body, status, slug) => {
    await expectProblem(await house.ask(body), status, slug);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('names the field and the remedy', async () => {
    const problem = await expectProblem(
      await house.ask({ message: 'hi', options: { max_token: 5, temperature: 9 } }),
      400,
      'validation-failed',
    );
    expect(problem.errors).toEqual(
      expect.arrayContaining([
        { field: 'options.max_token', message: 'is not a known field; did you mean max_tokens?' },
        { field: 'options.temperature', message: 'must be at most 2' },
      ]),
    );
    expect(problem.detail).toContain('options.max_token');
  });

  it('never quotes the prompt in a problem', async () => {
    const canary = 'canary-in-the-prompt';
    for (const body of [`{"message":"${canary}" oops`, { message: `${canary}${'x'.repeat(40_000)}` }])
      expect(await (await house.ask(body)).text()).not.toContain(canary);
  });

  it.each([
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['plain text', { 'Content-Type': 'text/plain' }],
    ['XML', { 'Content-Type': 'application/xml' }],
    ['a charset nobody knows', { 'Content-Type': 'application/json; charset=klingon' }],
    ['an encoding nobody knows', { 'Content-Encoding': 'zip' }],
  ])('is refused as 415: %s', async (_what, headers) => {
    await expectProblem(await house.ask({ message: 'hi' }, headers), 415, 'unsupported-media-type');
  });

  it.each(['gzip', 'deflate', 'br', 'zstd'])(
    'refuses a body that says it is %s and is not',
    async (encoding) => {
      const problem = await expectProblem(
        await house.ask({ message: 'hi' }, { 'Content-Encoding': encoding }),
        400,
        'validation-failed',
      );
      expect(problem.detail).toMatch(/^Content-Encoding is not what the body was made with; send/);
    },
  );

  it('must not call a body that JSON of the wrong type is broken', async () => {
    for (const [body, what] of [
      ['"hi"', 'a string'],
      ['null', 'null'],
      ['5', 'a number'],
      ['[]', 'a list'],
    ] as const) {
      const { detail } = await expectProblem(await house.ask(body), 400, 'validation-failed');
      expect(detail).toBe(`The body is ${what} and must be one JSON object, like {"message": "…"}.`);
    }
  });

  it('says how the longest message fits, where one written in escapes does not', async () => {
    const emoji = '\u{1f600}'.repeat(32_000);
    const escaped = '\\ud83d\\ude00'.repeat(32_000);
    const refused = await house.ask(`{"message":"${escaped}"}`);
    expect((await expectProblem(refused, 413, 'payload-too-large')).detail).toContain('as UTF-8');
    const both = { message: emoji, options: { system: emoji, max_tokens: 0 } };
    await expectProblem(await house.ask(both), 400, 'validation-failed');
  });

  it('refuses a form of answer it does not have', async () => {
    await expectProblem(await house.ask({ message: 'hi' }, { Accept: 'text/html' }), 406, 'not-acceptable');
  });

  it.each(['0', '-1', 'soon', '1e3', '1.5'])('refuses the timeout %s', async (timeout) => {
    await expectProblem(
      await house.ask({ message: 'hi' }, { 'X-Request-Timeout': timeout }),
      400,
      'validation-failed',
    );
  });

  it.each<Record<string, string>>([
    { 'X-API-Key': '' },
    { 'X-API-Key': 'wrong' },
    { 'X-API-Key': '', Authorization: 'Bearer wrong' },
  ])('lets nobody in with %j', async (headers) => {
    const response = await house.ask({ message: 'hi' }, headers);
    await expectProblem(response, 401, 'unauthenticated');
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
  });

  it('tells 404, 405 and a broken address apart', async () => {
    await expectProblem(await house.get('/nope'), 404, 'not-found');
    const wrongMethod = await fetch(`${house.url}/v1/chat`, { method: 'PUT', headers: { 'X-API-Key': KEY } });
    expect((await expectProblem(wrongMethod, 405, 'method-not-allowed')).detail).toBe(
      'PUT is not allowed here; use POST.',
    );
    expect(wrongMethod.headers.get('allow')).toBe('POST');
    await expectProblem(await house.get('/v1/conversations/%zz'), 400, 'validation-failed');
  });

  it('judges path and query like a body', async () => {
    await expectProblem(await house.get('/v1/conversations/42'), 400, 'validation-failed');
    await expectProblem(await house.get('/v1/conversations?limit=0'), 400, 'validation-failed');
    await expectProblem(await house.get('/v1/conversations?limit=1e2'), 400, 'validation-failed');
    await expectProblem(await house.get('/v1/conversations?toString=1'), 400, 'validation-failed');
    await expectProblem(await house.get('/v1/conversations?cursor=xyz'), 400, 'validation-failed');
    await expectProblem(await house.get('/v1/conversations?page=2'), 400, 'validation-failed');
    await expectProblem(await house.get('/v1/chat/no-such-answer'), 404, 'not-found');
    await expectProblem(await house.get('/v1/chat/%00'), 400, 'validation-failed');
  });

  it('keeps an error before the first event of a stream a problem with a status', async () => {
    const sse = { Accept: 'text/event-stream' };
    await expectProblem(await house.ask({ message: '' }, sse), 400, 'validation-failed');
    await expectProblem(
      await house.ask({ message: 'hi', options: { model: 'gpt-99' } }, sse),
      422,
      'unprocessable',
    );
  });

  it('is cut off when it comes as broken HTTP', async () => {
    const socket = connectTcp(Number(new URL(house.url).port), '127.0.0.1');
    socket.write('POST /v1/chat HTTP/1.1\r\nHost: x\r\nContent-Length: nonsense\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400/);
  });

  it('says what every problem means', async () => {
    const json = await house.get('/errors/rate-limit-exceeded');
    expect(await json.json()).toMatchObject({ status: 429, remedy: expect.any(String) });
    const page = await fetch(`${house.url}/errors/internal`, { headers: { Accept: 'text/html' } });
    expect(await page.text()).toContain('<h1>500 Internal Error</h1>');
    await expectProblem(await house.get('/errors/toString'), 404, 'not-found');
  });

  it('lets other sites’ pages neither read answers nor open sockets', async () => {
    const response = await house.ask({ message: QUESTION }, { Origin: 'https://evil.example' });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    const socket = connect(house.url, { apiKey: KEY }, { extraHeaders: { Origin: 'https://evil.example' } });
    await expect(connected(socket)).rejects.toThrow('websocket error');
  });

  describe('on a socket', () => {
    it.each([
      ['no key', {}],
      ['a wrong key', { apiKey: 'wrong' }],
      ['an object for a key', { apiKey: { $ne: 1 } }],
    ])('is refused with a problem: %s', async (_what, auth) => {
      const refused: unknown = await connected(connect(house.url, auth)).catch((error: unknown) => error);
      expect(refused).toMatchObject({
        data: {
          status: 401,
          type: expect.stringMatching(/\/errors\/unauthenticated$/),
          detail: expect.any(String),
        },
      });
      expect(JSON.stringify(refused)).not.toContain('.ts');
    });

    it.each([
      ['nothing', undefined],
      ['text', 'hi'],
      ['a list', [1]],
      ['no message', {}],
      ['an empty message', { message: '' }],
      ['an unknown field', { message: 'hi', mesage: 1 }],
      ['a bad UUID', { message: 'hi', conversation_id: '42' }],
      ['too deep a body', JSON.parse('{"message":'.repeat(100) + '1' + '}'.repeat(100))],
    ])('is acknowledged with a problem: %s', async (_what, body) => {
      const socket = connect(house.url);
      await connected(socket);
      expect(await emit(socket, 'chat:create', body)).toMatchObject({
        status: 400,
        type: expect.stringMatching(/\/errors\/validation-failed$/),
        errors: [expect.objectContaining({ message: expect.any(String) })],
      });
      socket.disconnect();
    });

    it('must not wait for ever for the acknowledgement of an unknown event', async () => {
      const socket = connect(house.url);
      await connected(socket);
      for (const event of ['chat:destroy', 'toString', 'x'.repeat(1_000)]) {
        const problem = await emit(socket, event, { message: 'hi' });
        expect(problem).toMatchObject({ status: 404, extensions: { code: 'unknown-event' } });
        expect(problem.instance?.length).toBeLessThan(80);
      }
      const told = new Promise((resolve) => {
        socket.once('exception', resolve);
      });
      socket.emit('chat:destroy');
      expect(await told).toMatchObject({ status: 404 });
      socket.disconnect();
    });

    it('is told as the event "exception" where no acknowledgement is asked for', async () => {
      const socket = connect(house.url);
      await connected(socket);
      const told = new Promise((resolve) => {
        socket.once('exception', resolve);
      });
      socket.emit('chat:create', { message: '' });
      expect(await told).toMatchObject({ status: 400 });
      socket.disconnect();
    });

    it('never lets one owner cancel another’s answer', async () => {
      const socket = connect(house.url);
      const other = connect(house.url, { token: OTHER_KEY });
      await Promise.all([connected(socket), connected(other)]);
      await house.fault({ match: {}, fault: { chunk_delay_ms: 100, output_tokens: 100 } });
      const { response_id } = await emit(socket, 'chat:create', { message: 'hi' });
      expect(await emit(other, 'chat:cancel', { response_id })).toMatchObject({ status: 404 });
      await house.clearFaults();
      for (const open of [socket, other]) open.disconnect();
    });

    it('loses its connection over a message that is too large', async () => {
      const socket = connect(house.url);
      await connected(socket);
      const lost = new Promise((resolve) => {
        socket.once('disconnect', resolve);
      });
      socket.emit('chat:create', { message: 'x'.repeat(1_000_000) });
      expect(await lost).toBeDefined();
    });
  });
});
