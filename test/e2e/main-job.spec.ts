import type { ChatEvent, ChatResponse } from '@app/chat';
import { KEY, openHouse, OTHER_KEY, QUESTION, type House } from './support/house.js';
import { eventsOf, framesOf } from './support/sse.js';
import { answerOn, connect, connected, emit } from './support/sockets.js';

describe('the main job: a question, a cited answer', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.stop());

  const askJson = async (body: object): Promise<ChatResponse> => {
    const response = await house.ask(body);
    expect(response.status).toBe(200);
    return (await response.json()) as ChatResponse;
  };
  const askStream = async (body: object): Promise<ChatEvent[]> => {
    const response = await house.ask(body, { Accept: 'text/event-stream' });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    return eventsOf(response);
  };
  const askSocket = async (body: object): Promise<ChatEvent[]> => {
    const socket = connect(house.url);
    await connected(socket);
    const events = answerOn(socket);
    const { response_id } = await emit(socket, 'chat:create', body);
    const all = await events;
    expect(all.every((event) => event.response_id === response_id)).toBe(true);
    socket.disconnect();
    return all;
  };
  const finalOf = (events: readonly ChatEvent[]) => events.at(-1)!.data as ChatResponse;

  it('answers as JSON with sources, checked offsets and a price', async () => {
    const answer = await askJson({ message: QUESTION });
    expect(answer).toMatchObject({
      status: 'completed',
      message: { role: 'assistant' },
      metadata: { provider: 'sandbox', search_enabled: true, fallback: false },
      offset_encoding: 'utf-16',
    });
    expect(answer.message.citations.length).toBeGreaterThan(0);
    for (const citation of answer.message.citations) {
      const source = answer.sources.find(({ id }) => id === citation.source_id);
      expect(source?.url).toBe(citation.url);
      const marker = answer.message.content.slice(citation.marker.start_index, citation.marker.end_index);
      expect(marker).toContain(String(citation.source_id));
    }
    expect(answer.sources[0]?.url).toContain('cockatiel');
    expect(Number(answer.usage.cost)).toBeGreaterThan(0);
    expect(answer.usage.total_tokens).toBe(answer.usage.prompt_tokens + answer.usage.completion_tokens);
  });

  it('says the same on JSON, SSE and Socket.IO', async () => {
    const [json, sse, socket] = await Promise.all([
      askJson({ message: QUESTION }),
      askStream({ message: QUESTION }),
      askSocket({ message: QUESTION }),
    ]);
    for (const events of [sse, socket]) {
      const last = finalOf(events);
      expect(last.message).toEqual(json.message);
      expect(last.sources.map(({ url }) => url)).toEqual(json.sources.map(({ url }) => url));
      expect(Object.keys(last).sort()).toEqual(Object.keys(json).sort());
    }
    expect(socket.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['content.delta', 'citation.added']),
    );
  });

  it.each([
    ['SSE', askStream],
    ['Socket.IO', askSocket],
  ])('numbers the events of %s without gaps and ends with one terminal event', async (_wire, ask) => {
    const events = await ask({ message: QUESTION });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events[0]?.type).toBe('response.created');
    expect(events.filter(({ type }) => /^response\.(?!created)/.test(type))).toHaveLength(1);
    expect(events.at(-1)?.type).toBe('response.completed');
    const deltas = events.flatMap((event) => (event.type === 'content.delta' ? [event.data.delta] : []));
    expect(deltas.join('')).toBe(finalOf(events).message.content);
  });

  it('frames each event of a stream with its type and number', async () => {
    const response = await house.ask({ message: QUESTION }, { Accept: 'text/event-stream' });
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    for await (const { event, id, data } of framesOf(response)) {
      expect(event).toBe(data.type);
      expect(id).toBe(String(data.seq));
    }
  });

  it('writes the exact cost of the body into X-Request-Cost', async () => {
    const response = await house.ask({ message: QUESTION });
    const answer = (await response.json()) as ChatResponse;
    expect(response.headers.get('x-request-cost')).toBe(answer.usage.cost);
  });

  it('keeps the conversation: history, list, read, erase', async () => {
    const first = await askJson({ message: QUESTION });
    const second = await askJson({
      message: 'And how do I close it?',
      conversation_id: first.conversation_id,
    });
    expect(second.conversation_id).toBe(first.conversation_id);
    expect(second.usage.prompt_tokens).toBeGreaterThan(0);

    const path = `/v1/conversations/${first.conversation_id}`;
    const conversation = (await (await house.get(path)).json()) as { messages: { content: string }[] };
    expect(conversation.messages.map(({ content }) => content)).toEqual([
      QUESTION,
      first.message.content,
      'And how do I close it?',
      second.message.content,
    ]);
    const page = (await (await house.get('/v1/conversations?limit=1')).json()) as {
      conversations: { id: string }[];
      next_cursor: string;
    };
    expect(page.conversations).toMatchObject([{ id: first.conversation_id }]);
    const next = await house.get(`/v1/conversations?limit=1&cursor=${page.next_cursor}`);
    expect(((await next.json()) as typeof page).conversations[0]?.id).not.toBe(first.conversation_id);

    const erased = await fetch(house.url + path, { method: 'DELETE', headers: { 'X-API-Key': OTHER_KEY } });
    expect(erased.status).toBe(404);
  });

  it('reads a finished answer again as it was given', async () => {
    const answer = await askJson({ message: QUESTION });
    expect(await (await house.get(`/v1/chat/${answer.id}`)).json()).toEqual(answer);
  });

  it('never shows or continues the conversation of another owner', async () => {
    const answer = await askJson({ message: QUESTION });
    const id = answer.conversation_id;
    expect((await house.get(`/v1/conversations/${id}`, OTHER_KEY)).status).toBe(404);
    expect((await house.get(`/v1/chat/${answer.id}`, OTHER_KEY)).status).toBe(404);
    const followed = await house.ask({ message: 'Go on', conversation_id: id }, { 'X-API-Key': OTHER_KEY });
    expect(followed.status).toBe(404);
    const list = (await (await house.get('/v1/conversations', OTHER_KEY)).json()) as {
      conversations: object[];
    };
    expect(list.conversations).toEqual([]);
  });

  it('erases a conversation and its answers', async () => {
    const answer = await askJson({ message: QUESTION });
    const path = `/v1/conversations/${answer.conversation_id}`;
    const own = await fetch(house.url + path, { method: 'DELETE', headers: { 'X-API-Key': KEY } });
    expect(own.status).toBe(204);
    expect((await house.get(path)).status).toBe(404);
    expect((await house.get(`/v1/chat/${answer.id}`)).status).toBe(404);
  });

  it('sends no personal data to a provider and says what it took out', async () => {
    const answer = await askJson({
      message: 'My mail is jane@example.com. How do I open a circuit breaker with cockatiel?',
    });
    expect(answer.metadata.pii_redactions).toEqual({ email: 1 });
    const conversation = await (await house.get(`/v1/conversations/${answer.conversation_id}`)).text();
    expect(conversation).not.toContain('jane@example.com');
  });

  it('lists the models that may be used, with prices', async () => {
    const { models } = (await (await house.get('/v1/models')).json()) as {
      models: { id: string; default: boolean }[];
    };
    expect(models[0]).toMatchObject({ id: 'gpt-4o-mini', default: true });
  });

  it('keeps a safe request id and replaces one that could hurt a log', async () => {
    const kept = await house.ask({ message: QUESTION }, { 'X-Request-ID': 'my-request.1' });
    expect(kept.headers.get('x-request-id')).toBe('my-request.1');
    const replaced = await house.ask({ message: QUESTION }, { 'X-Request-ID': 'a b"; drop' });
    expect(replaced.headers.get('x-request-id')).toMatch(/^req-/);
  });
});
