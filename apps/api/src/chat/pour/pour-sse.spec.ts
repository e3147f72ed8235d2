import { EventEmitter } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatEvent } from '@app/chat';
import { AppError } from '@app/platform';
import { ChatExchange } from '../exchange.js';
import { answer, eventOf, streamOf } from '../../testing.js';
import { pourSse } from './pour-sse.js';
import { MOST_WAITING_BYTES, ROOMY_BYTES } from './reader-pace.js';

class FakeResponse extends EventEmitter {
  status = 0;
  headers: Record<string, string> = {};
  text = '';
  destroyed = false;
  ended = false;
  /** Whether the client reads what it is sent. */
  reads = true;
  writableLength = 0;

  writeHead(status: number, headers: Record<string, string>): void {
    this.status = status;
    this.headers = headers;
  }

  write(text: string): boolean {
    if (this.destroyed) throw new Error('written after destroy');
    this.text += text;
    if (!this.reads) this.writableLength += text.length;
    return this.reads;
  }

  end(): void {
    this.ended = true;
  }

  destroy(): void {
    this.destroyed = true;
  }
}

const exchangeOf = () =>
  new ChatExchange({ base: 'http://localhost', instance: '/v1/chat', requestId: 'req-1' });
const pour = (
  events: AsyncIterable<ChatEvent>,
  response: FakeResponse,
  exchange = exchangeOf(),
  heartbeatMs?: number,
) => pourSse(events, response as unknown as ServerResponse, exchange, heartbeatMs, 40);

describe(pourSse.name, () => {
  it('writes each event with its type, number and JSON', async () => {
    const response = new FakeResponse();
    const delta = eventOf('content.delta', { delta: 'a\nb', start_index: 0 });
    await pour(streamOf(delta, eventOf('response.completed', answer, 2)), response);
    expect(response.text).toBe(
      `event: content.delta\nid: 1\ndata: ${JSON.stringify(delta)}\n\n` +
        `event: response.completed\nid: 2\ndata: ${JSON.stringify(eventOf('response.completed', answer, 2))}\n\n`,
    );
    expect(response.ended).toBe(true);
  });

  it('tells proxies and caches to keep their hands off', async () => {
    const response = new FakeResponse();
    await pour(streamOf(eventOf('response.completed', answer)), response);
    expect(response.status).toBe(200);
    expect(response.headers).toMatchObject({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
  });

  it('sends nothing of an answer that throws before its first event', async () => {
    const response = new FakeResponse();
    await expect(pour(streamOf(new Error('refused')), response)).rejects.toThrow('refused');
    expect(response).toMatchObject({ status: 0, text: '', ended: false });
  });

  it('says where to go on when an answer breaks off that is not over', async () => {
    const response = new FakeResponse();
    const exchange = exchangeOf();
    const onEnd = jest.fn();
    exchange.onEnd = onEnd;
    const stopping = new AppError('service-unavailable', 'shutting-down', 'Stopping.', {
      retryAfterSeconds: 2,
    });
    await pour(streamOf(eventOf('response.created', {}, 7), stopping), response, exchange);
    const [, frame] = response.text.split('\n\n') as [string, string];
    const [name, retry, data] = frame.split('\n') as [string, string, string];
    expect([name, retry]).toEqual(['event: stream.interrupted', 'retry: 2000']);
    expect(JSON.parse(data.slice('data: '.length))).toMatchObject({
      status: 503,
      retry_after: 2,
      extensions: { code: 'shutting-down', response_id: answer.id, after_seq: 7 },
    });
    expect(response.ended).toBe(true);
    expect(onEnd).toHaveBeenCalledWith('error', null, stopping);
  });

  it('says nothing of it to a client that is gone', async () => {
    const response = new FakeResponse();
    const gone = new AppError('client-closed', 'client-gone', 'Gone.');
    await expect(pour(streamOf(eventOf('response.created', {}), gone), response)).rejects.toBe(gone);
    expect(response.text).not.toContain('stream.interrupted');
  });

  it('ends the exchange with what the last event says', async () => {
    const exchange = exchangeOf();
    const onEnd = jest.fn();
    exchange.onEnd = onEnd;
    await pour(streamOf(eventOf('response.cancelled', answer)), new FakeResponse(), exchange);
    expect(onEnd.mock.calls).toEqual([['cancelled', answer, undefined]]);
  });

  it('says something while the answer says nothing', async () => {
    const response = new FakeResponse();
    async function* slowly(): AsyncGenerator<ChatEvent> {
      yield eventOf('response.created', {});
      while (!response.text.endsWith('\n\n:\n\n:\n\n')) await sleep(1);
      yield eventOf('response.completed', answer, 2);
    }
    await pour(slowly(), response, exchangeOf(), 10);
    expect(response.text).toMatch(/\n\n:\n\n:\n\n/);
    const written = response.text;
    await sleep(30);
    expect(response.text).toBe(written);
  });

  it('must not be held for ever by a client that stops reading when few bytes wait', async () => {
    const response = new FakeResponse();
    response.reads = false;
    async function* long(): AsyncGenerator<ChatEvent> {
      yield eventOf('response.created', {});
      for (let seq = 2; !response.destroyed; seq += 1) {
        await sleep(5);
        yield eventOf('content.delta', { delta: 'x' }, seq);
      }
    }
    await pour(long(), response, exchangeOf(), 10);
    expect(response.destroyed).toBe(true);
    expect(response.writableLength).toBeLessThan(ROOMY_BYTES);
  });

  it('must not drop a slow client that takes what it can', async () => {
    const response = new FakeResponse();
    response.reads = false;
    async function* long(): AsyncGenerator<ChatEvent> {
      for (let seq = 1; seq < 30; seq += 1) {
        await sleep(5);
        response.writableLength = 1_000 - seq;
        yield eventOf('citation.rejected', { raw: '[9]', reason: 'unknown' }, seq);
        response.writableLength = 1_000 - seq;
      }
    }
    await pour(long(), response, exchangeOf(), 10);
    expect(response.destroyed).toBe(false);
  });

  it('drops a client that does not read, and goes on to the end of the answer', async () => {
    const response = new FakeResponse();
    response.reads = false;
    const exchange = exchangeOf();
    const onEnd = jest.fn();
    exchange.onEnd = onEnd;
    const delta = eventOf('content.delta', { delta: 'x'.repeat(MOST_WAITING_BYTES / 2) });
    await pour(streamOf(delta, delta, delta, eventOf('response.cancelled', answer)), response, exchange);
    expect(response.destroyed).toBe(true);
    expect(response.text.length).toBeLessThan(MOST_WAITING_BYTES * 1.5);
    expect(response.ended).toBe(false);
    expect(onEnd).toHaveBeenCalledTimes(1);
  });

  const megabyte = [
    ...Array.from({ length: 1024 }, (_, index) =>
      eventOf('content.delta', { delta: 'x'.repeat(1024) }, index + 1),
    ),
    eventOf('response.completed', answer, 1025),
  ];

  it('must not drop a client that reads while a kept answer of a megabyte is told', async () => {
    const server = createServer((_, response) => void pourSse(streamOf(...megabyte), response, exchangeOf()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const text = await (await fetch(`http://127.0.0.1:${port}`)).text();
    expect(text.match(/^id: /gm)).toHaveLength(1025);
    await new Promise((resolve) => server.close(resolve));
  });

  it('waits for a slow client with no more in hand than there is room for', async () => {
    const response = new FakeResponse();
    response.reads = false;
    let most = 0;
    const network = setInterval(() => {
      most = Math.max(most, response.writableLength);
      response.writableLength = Math.max(0, response.writableLength - 48 * 1024);
    }, 5);
    await pour(streamOf(...megabyte), response);
    clearInterval(network);
    expect(response).toMatchObject({ destroyed: false, ended: true });
    expect(response.text.match(/^id: /gm)).toHaveLength(1025);
    expect(most).toBeLessThan(ROOMY_BYTES + 2048);
  });

  it('drops a client that does not read a kept answer', async () => {
    const response = new FakeResponse();
    response.reads = false;
    await pour(streamOf(...megabyte), response);
    expect(response).toMatchObject({ destroyed: true, ended: false });
    expect(response.text.length).toBeLessThan(ROOMY_BYTES + 2048);
  });

  it('must not hold up an answer that is being made: its client is dropped over the limit', async () => {
    const response = new FakeResponse();
    response.reads = false;
    const made: number[] = [];
    async function* live(): AsyncGenerator<ChatEvent> {
      for (let seq = 1; seq <= 12; seq += 1) {
        await sleep(1);
        made.push(response.writableLength);
        yield eventOf('content.delta', { delta: 'x'.repeat(32 * 1024) }, seq);
      }
    }
    // If it waited for its client, it would wait for longer than a test may take.
    await pourSse(live(), response as unknown as ServerResponse, exchangeOf(), 15_000, 600_000);
    expect(made).toHaveLength(12);
    expect(response.destroyed).toBe(true);
    expect(Math.max(...made)).toBeGreaterThan(MOST_WAITING_BYTES);
  });

  it('makes the error of a failed answer a problem', async () => {
    const response = new FakeResponse();
    const error = { kind: 'provider-failed', code: 'overloaded', detail: 'Overloaded.' };
    await pour(streamOf(eventOf('response.failed', { error, response: answer })), response);
    expect(response.text).toContain('"type":"http://localhost/errors/provider-failed"');
  });
});
