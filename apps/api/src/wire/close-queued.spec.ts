import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { abortOnClose } from '../chat/abort-on-close.js';
import { closeWithConnection } from './close-queued.js';

class FakeResponse extends EventEmitter {
  destroyed = false;
  writableFinished = false;
  constructor(public socket: EventEmitter | null) {
    super();
  }
}

/** Past the tick in which a Node that tells queued responses of it would do so. */
async function die(connection: EventEmitter): Promise<void> {
  connection.emit('close');
  await new Promise((resolve) => setImmediate(resolve));
}

const at = (response: FakeResponse) => response as unknown as ServerResponse;

function arrive(connection: EventEmitter, socket: EventEmitter | null) {
  const response = new FakeResponse(socket);
  closeWithConnection({ socket: connection } as unknown as IncomingMessage, at(response));
  const controller = new AbortController();
  abortOnClose(at(response), controller);
  const closed = jest.fn();
  response.on('close', closed);
  return { response, closed, signal: controller.signal };
}

describe(closeWithConnection.name, () => {
  it('must not leave a queued response waiting for a client whose connection has died', async () => {
    const connection = new EventEmitter();
    const pipelined = Array.from({ length: 20 }, () => arrive(connection, null));
    expect(connection.listenerCount('close')).toBe(1);
    await die(connection);
    for (const { response, closed, signal } of pipelined) {
      expect(closed).toHaveBeenCalledTimes(1);
      expect([response.destroyed, signal.aborted]).toEqual([true, true]);
    }
  });

  it('leaves to Node what Node tells: a response that has the connection, gets it or has closed', async () => {
    const connection = new EventEmitter();
    const { closed: first } = arrive(connection, connection);
    expect(connection.listenerCount('close')).toBe(0);
    const next = arrive(connection, null);
    const done = arrive(connection, null);
    next.response.socket = connection;
    done.response.emit('close');
    await die(connection);
    expect([first, next.closed, done.closed].map(({ mock }) => mock.calls.length)).toEqual([0, 0, 1]);
  });
});

describe(abortOnClose.name, () => {
  it('calls off at once what is begun for a client that has gone already', () => {
    const response = new FakeResponse(null);
    response.destroyed = true;
    const controller = new AbortController();
    abortOnClose(at(response), controller);
    expect(controller.signal.reason).toMatchObject({ code: 'client-gone' });
  });

  it('calls nothing off once the answer is out', () => {
    const response = new FakeResponse(null);
    const controller = new AbortController();
    abortOnClose(at(response), controller);
    response.writableFinished = true;
    response.emit('close');
    expect(controller.signal.aborted).toBe(false);
  });
});
