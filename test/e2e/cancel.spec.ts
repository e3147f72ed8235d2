import type { ChatEvent } from '@app/chat';
import { waitUntil } from '@app/platform/testing';
import { openHouse, OTHER_KEY, KEY, QUESTION, type House } from './support/house.js';
import { framesOf } from './support/sse.js';
import { answerOn, connect, connected, emit } from './support/sockets.js';

describe('an answer nobody waits for any more', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.stop());
  afterEach(() => house.clearFaults());

  const modelCalls = async () => (await house.bill()).filter(({ vendor }) => vendor !== 'searxng');
  const isUnderWay = async () => (await modelCalls()).some(({ outcome }) => outcome === 'received');
  /** A question whose answer takes its time, recognised by its own words. */
  const slowly = async (mark: string, fault: object = { chunk_delay_ms: 200 }): Promise<string> => {
    await house.fault({
      match: { vendor: 'openai', message_contains: mark },
      fault: { output_tokens: 400, ...fault },
    });
    return `${QUESTION} ${mark}`;
  };
  const lastOutcome = async () => (await modelCalls()).at(-1)?.outcome;
  /** An answer that goes on to its end never becomes that. */
  const expectAborted = () => waitUntil(async () => (await lastOutcome()) === 'aborted');

  it('is stopped at the provider when a JSON client leaves', async () => {
    const message = await slowly('alpha', { delay_ms: 30_000 });
    const leaving = new AbortController();
    const asking = house.ask({ message }, {}, { signal: leaving.signal });
    await waitUntil(isUnderWay);
    leaving.abort();
    await expect(asking).rejects.toThrow('aborted');
    await expectAborted();
  });

  it('is stopped at the provider when an SSE client leaves', async () => {
    const leaving = new AbortController();
    const message = await slowly('beta');
    const response = await house.ask(
      { message },
      { Accept: 'text/event-stream' },
      { signal: leaving.signal },
    );
    for await (const { event } of framesOf(response)) if (event === 'content.delta') break;
    leaving.abort();
    await expectAborted();
  });

  it('is stopped at the provider when a socket leaves', async () => {
    const socket = connect(house.url);
    await connected(socket);
    const firstDelta = new Promise<void>((resolve) => {
      socket.on('chat:event', (event: ChatEvent) => event.type === 'content.delta' && resolve());
    });
    await emit(socket, 'chat:create', { message: await slowly('gamma') });
    await firstDelta;
    socket.disconnect();
    await expectAborted();
  });

  it('is stopped by chat:cancel, and says so to its socket', async () => {
    const socket = connect(house.url);
    await connected(socket);
    const events = answerOn(socket);
    const { response_id } = await emit(socket, 'chat:create', { message: await slowly('delta') });
    await waitUntil(isUnderWay);
    expect(await emit(socket, 'chat:cancel', { response_id })).toEqual({ response_id });
    expect((await events).at(-1)).toMatchObject({
      type: 'response.cancelled',
      data: { status: 'cancelled' },
    });
    await expectAborted();
    expect(await emit(socket, 'chat:cancel', { response_id })).toMatchObject({ status: 404 });
    socket.disconnect();
  });

  it('is stopped by DELETE, by its owner alone', async () => {
    const message = await slowly('epsilon');
    const response = await house.ask({ message }, { Accept: 'text/event-stream' });
    const frames = framesOf(response);
    const id = (await frames.next()).value.data.response_id as string;
    const cancel = (key: string) =>
      fetch(`${house.url}/v1/chat/${id}`, { method: 'DELETE', headers: { 'X-API-Key': key } });
    expect((await cancel(OTHER_KEY)).status).toBe(404);
    expect((await cancel(KEY)).status).toBe(204);
    let last = '';
    for await (const { event } of frames) last = event;
    expect(last).toBe('response.cancelled');
  });

  it('ends at the client’s own deadline with a problem', async () => {
    const message = await slowly('zeta', { delay_ms: 30_000 });
    const options = { search_enabled: false };
    // Long enough for the provider to be called, also by a busy machine.
    const response = await house.ask({ message, options }, { 'X-Request-Timeout': '2000' });
    expect(response.status).toBe(504);
    expect(await response.json()).toMatchObject({
      type: expect.stringMatching(/\/errors\/deadline-exceeded$/),
    });
    // The provider may have done the work: what it can cost is on the account.
    expect(Number(response.headers.get('x-request-cost'))).toBeGreaterThan(0);
  });

  it('is not taken while a socket has eight of them running', async () => {
    const socket = connect(house.url);
    await connected(socket);
    const message = await slowly('eta');
    const acknowledgements = await Promise.all(
      Array.from({ length: 9 }, () => emit(socket, 'chat:create', { message })),
    );
    expect(acknowledgements.filter(({ response_id }) => response_id)).toHaveLength(8);
    expect(acknowledgements.find(({ status }) => status)).toMatchObject({ status: 429, retry_after: 1 });
    socket.disconnect();
    await waitUntil(async () => !(await isUnderWay()));
  });

  it('is stopped when the time is used up that its socket gave it', async () => {
    const message = await slowly('rho');
    const socket = connect(house.url);
    await connected(socket);
    const answer = answerOn(socket);
    await emit(socket, 'chat:create', { message, timeout_ms: 900 });
    expect((await answer).at(-1)).toMatchObject({ data: { error: { code: 'deadline-exceeded' } } });
    await expectAborted();
    expect(await emit(socket, 'chat:create', { message, timeout_ms: 0 })).toMatchObject({
      status: 400,
      errors: [{ field: 'timeout_ms' }],
    });
    socket.disconnect();
  });
});
