import { isTerminal, type ChatEvent } from '@app/chat';
import { waitUntil } from '@app/platform/testing';
import type { Problem } from '../../apps/api/src/filters/problem.js';
import { KEY, openHouse, OTHER_KEY, QUESTION, replicaOf, type House } from './support/house.js';
import { connect, connected, emit } from './support/sockets.js';
import { eventsOf, framesOf } from './support/sse.js';

const SSE = { Accept: 'text/event-stream' };
const RESUMABLE = { ...SSE, Prefer: 'resumable' };

describe('an answer that is told again', () => {
  let house: House;
  let replica: House;
  beforeAll(async () => {
    house = await openHouse({ RESUME_GRACE_MS: '5000' });
    replica = await openHouse({ ...replicaOf(house), RESUME_GRACE_MS: '5000' });
    await house.ask({ message: QUESTION });
  });
  afterAll(async () => {
    await replica.stop();
    await house.stop();
  });
  afterEach(() => house.clearFaults());

  const resume = (from: House, id: string, after: number, key = KEY) =>
    fetch(`${from.url}/v1/chat/${id}/events`, {
      headers: { 'X-API-Key': key, ...(after > 0 ? { 'Last-Event-ID': String(after) } : {}) },
    });
  const slowly = (mark: string, fault: object = {}) =>
    house.fault({
      match: { vendor: 'openai', message_contains: mark },
      fault: { output_tokens: 60, chunk_delay_ms: 30, ...fault },
    });
  const callsOf = async () => (await house.bill()).filter(({ vendor }) => vendor === 'openai').length;
  /** Without the times; and sources as they were announced, before their pages were read. */
  const untimed = (events: readonly ChatEvent[]) =>
    events.map((event) => {
      if (event.type !== 'search.results') return { ...event, ts: '' };
      const sources = event.data.sources.map(({ id, url, title, snippet }) => ({ id, url, title, snippet }));
      return { ...event, ts: '', data: { ...event.data, sources } };
    });

  /** Hears an answer until so many deltas, then loses the connection. */
  async function hearSome(
    body: object,
    headers: Record<string, string>,
    deltas: number,
  ): Promise<ChatEvent[]> {
    const leaving = new AbortController();
    const response = await house.ask(body, headers, { signal: leaving.signal });
    const heard: ChatEvent[] = [];
    for await (const { data } of framesOf(response)) {
      heard.push(data);
      if (heard.filter(({ type }) => type === 'content.delta').length >= deltas) break;
    }
    leaving.abort();
    return heard;
  }
  function expectWhole(events: readonly ChatEvent[]): void {
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.filter(isTerminal)).toEqual([events.at(-1)]);
    const content = events.map((event) => (event.type === 'content.delta' ? event.data.delta : '')).join('');
    expect(events.at(-1)?.data).toMatchObject({ message: { content } });
  }

  it('is the same to the letter from any point and any replica, whichever wire told it', async () => {
    const told = await eventsOf(await house.ask({ message: QUESTION }, SSE));
    const id = told[0]!.response_id;
    for (const after of [0, 1, 3, told.length - 1])
      expect(untimed(await eventsOf(await resume(replica, id, after)))).toEqual(untimed(told.slice(after)));
    const json = (await (await house.ask({ message: QUESTION })).json()) as { id: string };
    const again = await eventsOf(await resume(replica, json.id, 0));
    expectWhole(again);
    expect(again.at(-1)).toMatchObject({ type: 'response.completed', data: json });
  });

  it('is nothing more for a client that has heard the end', async () => {
    const told = await eventsOf(await house.ask({ message: QUESTION }, SSE));
    expect((await resume(house, told[0]!.response_id, told.length)).status).toBe(204);
  });

  it('goes on for a client that comes back to another replica, with one call to the provider', async () => {
    await slowly('alpha');
    const before = await callsOf();
    const heard = await hearSome({ message: `${QUESTION} alpha` }, RESUMABLE, 5);
    const rest = await eventsOf(await resume(replica, heard[0]!.response_id, heard.length));
    expectWhole([...heard, ...rest]);
    expect(rest.at(-1)?.type).toBe('response.completed');
    expect(await callsOf()).toBe(before + 1);
  });

  it('goes on for a socket that comes back', async () => {
    await slowly('beta');
    const socket = connect(house.url);
    await connected(socket);
    const heard: ChatEvent[] = [];
    socket.on('chat:event', (event: ChatEvent) => heard.push(event));
    const { response_id } = await emit(socket, 'chat:create', {
      message: `${QUESTION} beta`,
      resumable: true,
    });
    await waitUntil(() => heard.filter(({ type }) => type === 'content.delta').length >= 5);
    socket.disconnect();
    const again = connect(replica.url);
    await connected(again);
    const rest: ChatEvent[] = [];
    again.on('chat:event', (event: ChatEvent) => rest.push(event));
    const asked = { response_id, after_seq: heard.length };
    expect(await emit(again, 'chat:resume', asked)).toEqual({ response_id });
    await waitUntil(() => rest.some(isTerminal));
    expectWhole([...heard, ...rest]);
    expect(await emit(again, 'chat:resume', { response_id, after_seq: 10_000 })).toEqual({ response_id });
    again.disconnect();
  });

  it('is stopped when nobody comes back in time, and told with its end all the same', async () => {
    await slowly('gamma', { output_tokens: 2_000 });
    const heard = await hearSome({ message: `${QUESTION} gamma` }, RESUMABLE, 3);
    await waitUntil(async () => (await house.bill()).at(-1)?.outcome === 'aborted');
    const rest = await eventsOf(await resume(replica, heard[0]!.response_id, heard.length));
    expectWhole([...heard, ...rest]);
    expect(rest.at(-1)?.type).toBe('response.cancelled');
  });

  it('is stopped at once for a client that did not ask for it, and told with its end', async () => {
    await slowly('delta', { output_tokens: 2_000 });
    const heard = await hearSome({ message: `${QUESTION} delta` }, SSE, 3);
    const rest = await eventsOf(await resume(replica, heard[0]!.response_id, heard.length));
    expectWhole([...heard, ...rest]);
    expect(rest.at(-1)?.type).toBe('response.cancelled');
  });

  it('must not be told to another owner, and not at all where it never was', async () => {
    const told = await eventsOf(await house.ask({ message: QUESTION }, SSE));
    for (const [id, key] of [
      [told[0]!.response_id, OTHER_KEY],
      ['chat-never', KEY],
    ] as const)
      expect((await resume(house, id, 0, key)).status).toBe(404);
    const bad = await fetch(`${house.url}/v1/chat/${told[0]!.response_id}/events`, {
      headers: { 'X-API-Key': KEY, 'Last-Event-ID': 'x' },
    });
    expect(bad.status).toBe(400);
  });

  it('must not be told to another owner on a socket either, which is acknowledged with the problem', async () => {
    const told = await eventsOf(await house.ask({ message: QUESTION }, SSE));
    const socket = connect(house.url, { apiKey: OTHER_KEY });
    await connected(socket);
    const heard: ChatEvent[] = [];
    socket.on('chat:event', (event: ChatEvent) => heard.push(event));
    expect(await emit(socket, 'chat:resume', { response_id: told[0]!.response_id })).toMatchObject({
      status: 404,
      extensions: { code: 'answer-not-found' },
    });
    expect(heard).toEqual([]);
    socket.disconnect();
  });

  it('says that coming back is possible', async () => {
    const response = await house.ask({ message: QUESTION }, RESUMABLE);
    expect(response.headers.get('preference-applied')).toBe('resumable');
    expectWhole(await eventsOf(response));
  });

  it('goes on elsewhere for those who follow it in a process that stops', async () => {
    await slowly('psi', { output_tokens: 2_000, chunk_delay_ms: 50 });
    const own = await openHouse({ ...replicaOf(house), SHUTDOWN_TIMEOUT_MS: '1000' });
    const live = framesOf(await house.ask({ message: `${QUESTION} psi` }, RESUMABLE));
    const id = (await live.next()).value!.data.response_id;
    const following = await resume(own, id, 0);
    const socket = connect(own.url);
    await connected(socket);
    const heard: ChatEvent[] = [];
    socket.on('chat:event', (event: ChatEvent) => heard.push(event));
    const told = new Promise<Problem>((resolve) => socket.once('exception', resolve));
    expect(await emit(socket, 'chat:resume', { response_id: id })).toEqual({ response_id: id });
    await waitUntil(() => heard.length > 3);
    const stopped = own.stop();
    const frames = (await following.text()).split('\n\n').filter((frame) => frame.startsWith('event: '));
    const last = frames.at(-1)!;
    const seq = Number(/^id: (\d+)$/m.exec(frames.at(-2)!)![1]);
    expect(last).toMatch(/^event: stream[.]interrupted\nretry: 1000\ndata: /);
    expect(JSON.parse(last.slice(last.indexOf('data: ') + 6))).toMatchObject({
      status: 503,
      extensions: { code: 'shutting-down', response_id: id, after_seq: seq },
    });
    expect((await told).extensions).toMatchObject({ response_id: id, after_seq: heard.at(-1)!.seq });
    await stopped;
    await fetch(`${house.url}/v1/chat/${id}`, { method: 'DELETE', headers: { 'X-API-Key': KEY } });
    const rest = await eventsOf(await resume(replica, id, seq));
    expect(rest[0]?.seq).toBe(seq + 1);
    expect(rest.at(-1)?.type).toBe('response.cancelled');
  });

  it('ends as incomplete in a process that stops, and is told by the others', async () => {
    await slowly('omega', { output_tokens: 4_000 });
    const own = await openHouse({ ...replicaOf(house), SHUTDOWN_TIMEOUT_MS: '1000' });
    const response = await own.ask({ message: `${QUESTION} omega` }, RESUMABLE);
    const heard: ChatEvent[] = [];
    const frames = framesOf(response);
    for (let count = 0; count < 6; count += 1) heard.push((await frames.next()).value!.data);
    const stopped = own.stop();
    for await (const { data } of frames) heard.push(data);
    await stopped;
    expect(heard.at(-1)?.type).toBe('response.incomplete');
    const again = await eventsOf(await resume(replica, heard[0]!.response_id, 2));
    expectWhole(heard);
    expect(again.map(({ seq, type }) => `${seq} ${type}`)).toEqual(
      heard.slice(2).map(({ seq, type }) => `${seq} ${type}`),
    );
  });
});
