import { inspect } from 'node:util';
import type { FakeClock } from '@app/platform/testing';
import { CannedServer, type CannedAnswer } from './canned-server.contract.js';
import { CONTRACT_SEARCH } from './search-engine.contract.js';
import type { SearchEngine } from './search-engine.js';

export interface WireSubject {
  readonly server: CannedServer;
  readonly clock: FakeClock;
  /** The variable that holds the engine's key; null for one that has none. */
  readonly key: string | null;
  /** Gives up after 5 seconds of `clock`. */
  readonly engineAt: (baseUrl: string) => SearchEngine;
}

const HOSTILE: readonly [string, CannedAnswer, object][] = [
  ['a 400', { status: 400 }, { code: 'search-failed', progress: 'refused', retryable: false }],
  ['a 404', { status: 404, body: '<html>SECRET' }, { code: 'search-failed', progress: 'refused' }],
  [
    'a 429',
    { status: 429, headers: { 'retry-after': '7' } },
    {
      kind: 'service-unavailable',
      code: 'search-throttled',
      progress: 'refused',
      retryable: true,
      retryAfterSeconds: 7,
    },
  ],
  [
    'a 429 that names no time',
    { status: 429, headers: { 'retry-after': 'soon' } },
    { code: 'search-throttled', retryable: true, retryAfterSeconds: undefined },
  ],
  [
    'a 503 that says when to come back',
    { status: 503, headers: { 'retry-after': '9' } },
    { code: 'search-failed', progress: 'failed', retryable: true, retryAfterSeconds: 9 },
  ],
  ['a 402', { status: 402 }, { code: 'search-quota-exhausted', progress: 'refused', retryable: false }],
  ['a 500', { status: 500, body: '{}' }, { code: 'search-failed', progress: 'failed', retryable: true }],
  ['a 524', { status: 524, body: '' }, { code: 'search-failed', progress: 'unanswered', status: 524 }],
  ['a 529', { status: 529, body: '' }, { code: 'search-failed', progress: 'refused', retryable: true }],
  ['a 503', { status: 503, body: 'SECRET' }, { code: 'search-failed', progress: 'failed', status: 503 }],
  [
    'a page',
    { body: '<html>SECRET</html>' },
    { code: 'search-malformed', progress: 'cut', retryable: false },
  ],
  ['an empty body', { body: '' }, { code: 'search-malformed' }],
  ['another object', { body: '{"answer":42}' }, { code: 'search-malformed' }],
  ['an error inside a 200', { body: '{"error":{"message":"SECRET"}}' }, { code: 'search-malformed' }],
  ['null', { body: 'null' }, { code: 'search-malformed' }],
  ['a list', { body: '[]' }, { code: 'search-malformed' }],
  ['half a document', { body: '{"results":[{"url":"https://a.ex' }, { code: 'search-malformed' }],
  ['a torn socket', { reset: true }, { code: 'search-unanswered', progress: 'unanswered', retryable: true }],
  ['half an answer', { status: 200, reset: true }, { code: 'search-cut', progress: 'cut', retryable: true }],
];

/** What every engine behind a network promises, whatever its wire says. */
export function searchWireContract(subject: () => WireSubject): void {
  const search = (answer: CannedAnswer) => {
    subject().server.answer = answer;
    return subject().engineAt(subject().server.url).search(CONTRACT_SEARCH);
  };

  it.each(HOSTILE)('ends %s in one error', async (_name, answer, expected) => {
    const error: unknown = await search(answer).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ engine: subject().engineAt('http://x').name, ...expected });
    const { message, cause } = error as Error;
    expect(`${message} ${String(cause)}`).not.toContain('SECRET');
  });

  it.each([401, 403])('must not try a refused key again (%d), and names who can mend it', async (status) => {
    const { key } = subject();
    const error: unknown = await search({ status, body: 'SECRET' }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ kind: 'provider-failed', progress: 'refused', retryable: false, status });
    if (key === null) expect(error).not.toMatchObject({ code: 'search-key-refused' });
    else
      expect(error).toMatchObject({
        code: 'search-key-refused',
        detail: expect.stringContaining(key) as string,
      });
  });

  it('must not tell its key, whatever an engine says of it', async () => {
    const { server } = subject();
    await search({ status: 401 }).catch(() => {});
    const { headers } = server.requests.at(-1) ?? {};
    const sent = [headers?.authorization, headers?.['x-api-key'], headers?.['x-subscription-token']];
    const secrets = sent
      .filter((value) => typeof value === 'string')
      .map((value) => value.replace('Bearer ', ''));
    expect(secrets).toHaveLength(subject().key === null ? 0 : 1);
    const body = JSON.stringify({ error: { message: `No such key: ${secrets.join()}` } });
    const error = await search({ status: 401, body }).catch((caught: unknown) => caught as Error);
    for (const secret of secrets) expect(inspect(error, { depth: 5 })).not.toContain(secret);
  });

  it('must not be filled up by an answer of more than 2 MiB', async () => {
    const failed = search({ body: JSON.stringify({ results: [], padding: 'x'.repeat(2 * 1024 * 1024) }) });
    await expect(failed).rejects.toMatchObject({
      code: 'search-too-large',
      progress: 'cut',
      retryable: false,
    });
  });

  it('says that nothing was sent where nobody listens', async () => {
    const gone = await new CannedServer().start();
    const { url } = gone;
    await gone.stop();
    const failed = subject().engineAt(url).search(CONTRACT_SEARCH);
    await expect(failed).rejects.toMatchObject({
      code: 'search-unreachable',
      progress: 'not-sent',
      retryable: true,
    });
  });

  it.each<[string, CannedAnswer]>([
    ['a silent engine', { hang: true }],
    ['an engine that falls silent in its answer', { status: 200, hang: true }],
    ['an engine that falls silent in its refusal', { status: 500, hang: true }],
  ])('gives up on %s after its time', async (_name, answer) => {
    const { server, clock } = subject();
    const before = server.requests.length;
    const failed = search(answer).catch((error: unknown) => error);
    while (server.requests.length === before) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await clock.advance(5000);
    expect(await failed).toMatchObject({ code: 'search-timeout', progress: 'unanswered', retryable: true });
  });

  it('names the call, and asks for nothing that must be unpacked', async () => {
    const { server, engineAt } = subject();
    server.answer = { status: 500 };
    await engineAt(server.url)
      .search({ ...CONTRACT_SEARCH, attemptId: 'attempt-7' })
      .catch(() => {});
    expect(server.requests.at(-1)?.headers).toMatchObject({
      'x-attempt-id': 'attempt-7',
      accept: 'application/json',
    });
    expect(server.requests.at(-1)?.headers).not.toHaveProperty('accept-encoding');
  });
}
