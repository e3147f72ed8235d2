import { AppError } from '@app/platform';
import type { Socket } from 'socket.io';
import { ChatExchange } from '../exchange.js';
import { answer, eventOf, streamOf } from '../../testing.js';
import { pourSocket } from './pour-socket.js';
import { MOST_WAITING_BYTES } from './reader-pace.js';

class FakeSocket {
  connected = true;
  readonly said: unknown[][] = [];
  readonly conn: { writeBuffer: { data?: string }[]; transport: { socket?: { bufferedAmount: number } } } = {
    writeBuffer: [],
    transport: {},
  };

  emit(...args: unknown[]): void {
    this.said.push(args);
  }

  disconnect(): void {
    this.connected = false;
  }
}

const exchangeOf = () =>
  new ChatExchange({ base: 'http://localhost', instance: '/chat', requestId: 'req-1' });
const pour = (
  socket: FakeSocket,
  events: ReturnType<typeof streamOf>,
  exchange = exchangeOf(),
  onCreated = jest.fn(),
) => pourSocket(events, socket as unknown as Socket, exchange, onCreated, 40);

describe(pourSocket.name, () => {
  it('names the response before it emits the first event', async () => {
    const socket = new FakeSocket();
    const onCreated = jest.fn(() => expect(socket.said).toEqual([]));
    const events = [eventOf('response.created', {}), eventOf('response.completed', answer, 2)];
    await pour(socket, streamOf(...events), exchangeOf(), onCreated);
    expect(onCreated).toHaveBeenCalledWith(answer.id);
    expect(socket.said).toEqual(events.map((event) => ['chat:event', event]));
  });

  it('ends the exchange with what the last event says', async () => {
    const exchange = exchangeOf();
    const onEnd = jest.fn();
    exchange.onEnd = onEnd;
    await pour(new FakeSocket(), streamOf(eventOf('response.completed', answer)), exchange);
    expect(onEnd.mock.calls).toEqual([['success', answer, undefined]]);
  });

  it('must not leave a socket waiting when an answer breaks off that is not over', async () => {
    const socket = new FakeSocket();
    const away = new AppError('service-unavailable', 'database-unavailable', 'Away.');
    await pour(socket, streamOf(eventOf('response.created', {}, 7), away));
    expect(socket.said.at(-1)).toMatchObject([
      'exception',
      { status: 503, extensions: { code: 'database-unavailable', response_id: answer.id, after_seq: 7 } },
    ]);
  });

  it('says nothing to a socket that is gone, and goes on to the end of the answer', async () => {
    const socket = new FakeSocket();
    socket.connected = false;
    await pour(socket, streamOf(eventOf('response.created', {}), eventOf('response.cancelled', answer, 2)));
    expect(socket.said).toEqual([]);
  });

  it.each([
    ['Engine.IO', { writeBuffer: [{}, { data: 'x'.repeat(MOST_WAITING_BYTES + 1) }], transport: {} }],
    ['the WebSocket', { writeBuffer: [], transport: { socket: { bufferedAmount: MOST_WAITING_BYTES + 1 } } }],
  ])('drops a client for which too much waits in %s', async (_where, conn) => {
    const socket = Object.assign(new FakeSocket(), { conn });
    await pour(socket, streamOf(eventOf('response.created', {}), eventOf('response.cancelled', answer, 2)));
    expect(socket.connected).toBe(false);
    expect(socket.said).toHaveLength(1);
  });

  it('must not drop a client that reads while a kept answer of a megabyte is told', async () => {
    const socket = new FakeSocket();
    const ws = { bufferedAmount: 0 };
    socket.conn.transport.socket = ws;
    socket.emit = (...args) => {
      socket.said.push(args);
      ws.bufferedAmount += JSON.stringify(args).length;
      setTimeout(() => (ws.bufferedAmount -= JSON.stringify(args).length), 5);
    };
    const delta = { delta: 'x'.repeat(16 * 1024) };
    const events = Array.from({ length: 64 }, (_, index) => eventOf('content.delta', delta, index + 1));
    await pour(socket, streamOf(...events, eventOf('response.completed', answer, 65)));
    expect(socket.connected).toBe(true);
    expect(socket.said).toHaveLength(65);
  });
});
