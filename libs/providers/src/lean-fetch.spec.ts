import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createAgent, createLeanFetch } from './lean-fetch.js';
import { ReplayServer, unusedAddress } from './replay-server.contract.js';
import { toTransportError, TransportError } from './transport-error.js';

describe(createLeanFetch.name, () => {
  const server = new ReplayServer();
  const agent = createAgent();
  const fetch = createLeanFetch(agent);
  beforeAll(() => server.start());
  afterAll(async () => {
    await agent.destroy();
    await server.stop();
  });

  it('gives status, headers and body as fetch would', async () => {
    server.replay([
      { status: 201, headers: { 'X-Request-ID': 'r-1', 'set-cookie': 'a=1' } },
      { body: { hello: 'world' } },
    ]);
    const response = await fetch(`${server.url}/path?q=1`, {
      method: 'POST',
      headers: [['x-a', 'b']],
      body: '{"a":1}',
    });
    expect(response).toMatchObject({
      ok: true,
      status: 201,
      statusText: 'Created',
      url: `${server.url}/path?q=1`,
    });
    expect(response.headers.get('X-Request-Id')).toBe('r-1');
    expect(response.headers.get('x-none')).toBeNull();
    expect(Object.fromEntries(response.headers.entries())).toMatchObject({
      'x-request-id': 'r-1',
      'set-cookie': 'a=1',
    });
    expect(await response.json()).toEqual({ hello: 'world' });
    expect(server.requests.at(-1)).toMatchObject({ path: '/path?q=1', body: { a: 1 } });
    expect(server.requests.at(-1)?.headers['x-a']).toBe('b');
  });

  it('gets without a body and reads text', async () => {
    server.replay([{ status: 404 }, { text: 'nothing here' }]);
    const response = await fetch(server.url, {});
    expect(response.ok).toBe(false);
    expect(await response.text()).toBe('nothing here');
  });

  it('says that nothing was sent to a port where nobody listens', async () => {
    const failed = fetch(await unusedAddress(), {});
    await expect(failed).rejects.toMatchObject({
      progress: 'not-sent',
      code: 'ECONNREFUSED',
      retryable: true,
    });
  });

  it('does not know what became of a request whose connection was torn', async () => {
    server.replay([{ reset: true }]);
    await expect(fetch(server.url, {})).rejects.toMatchObject({ progress: 'unanswered', retryable: true });
  });

  it('says that nothing was sent when the TLS handshake is torn', async () => {
    const torn: Server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => torn.listen(0, '127.0.0.1', resolve));
    const failed = fetch(`https://127.0.0.1:${(torn.address() as AddressInfo).port}`, {});
    await expect(failed).rejects.toMatchObject({ progress: 'not-sent', retryable: true });
    torn.close();
  });

  it('throws the reason of an abort as it is', async () => {
    const reason = new Error('nobody waits');
    await expect(fetch(server.url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe(TransportError.name, () => {
  it.each([
    ['UND_ERR_CONNECT_TIMEOUT', 'not-sent', true],
    ['ENOTFOUND', 'not-sent', true],
    ['EAI_AGAIN', 'not-sent', true],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'not-sent', false],
    ['CERT_HAS_EXPIRED', 'not-sent', false],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'not-sent', false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'not-sent', false],
    ['UND_ERR_SOCKET', 'unanswered', true],
    ['ECONNRESET', 'unanswered', true],
    ['ETIMEDOUT', 'unanswered', true],
  ])('takes %s as %s', (code, progress, retryable) => {
    expect(toTransportError(Object.assign(new Error('x'), { code }))).toMatchObject({
      code,
      progress,
      retryable,
    });
  });

  it('takes what fails while it connects as not sent, and what has no code as unknown', () => {
    const connecting = Object.assign(new Error('x'), { code: 'ETIMEDOUT', syscall: 'connect' });
    expect(toTransportError(connecting).progress).toBe('not-sent');
    expect(toTransportError(new Error('x'))).toMatchObject({ code: 'UNKNOWN', progress: 'unanswered' });
  });

  it('must not be read as a time-out by the SDKs, which would drop what is known', () => {
    const failure = Object.assign(new Error('Connect Timeout Error'), { code: 'UND_ERR_CONNECT_TIMEOUT' });
    const error = toTransportError(failure);
    expect(`${String(error)}${String(error.cause)}`).not.toMatch(/timed? ?out/i);
    expect(error.failure).toBe(failure);
  });
});
