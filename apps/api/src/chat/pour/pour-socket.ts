import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ChatEvent } from '@app/chat';
import type { Socket } from 'socket.io';
import type { ChatExchange } from '../exchange.js';
import { endingOf, onTheWire, type Ending } from './on-the-wire.js';
import { nextEvent, type Reader } from './reader-pace.js';

/**
 * The answer as `chat:event` on a socket; a client that does not read is disconnected. `onCreated` gets the
 * response's id before the first event is sent.
 */
export async function pourSocket(
  events: AsyncIterable<ChatEvent>,
  socket: Socket,
  exchange: ChatExchange,
  onCreated: (responseId: string) => void,
  patienceMs?: number,
): Promise<void> {
  const iterator = events[Symbol.asyncIterator]();
  const reader = readerOf(socket);
  let ending: Ending | undefined;
  let next = await iterator.next();
  try {
    if (!next.done) {
      onCreated(next.value.response_id);
      // The acknowledgement walks through promises of Nest's; one turn of the loop lets it leave first.
      await nextTurn();
    }
    for (; !next.done; next = await nextEvent(iterator, reader, patienceMs)) {
      ending = endingOf(next.value) ?? ending;
      if (socket.connected) socket.emit('chat:event', onTheWire(next.value, exchange.place));
    }
  } finally {
    await iterator.return?.();
  }
  if (ending) exchange.end(ending.outcome, ending.response, ending.error);
}

function readerOf(socket: Socket): Reader {
  return {
    isGone: () => !socket.connected,
    waitingBytes: () => waitingBytes(socket),
    drop: () => socket.disconnect(true),
  };
}

/** What waits in Engine.IO for the transport, plus what waits in the WebSocket for the network. */
function waitingBytes(socket: Socket): number {
  const { writeBuffer, transport } = socket.conn as unknown as {
    writeBuffer: readonly { data?: string | Buffer }[];
    transport: { socket?: { bufferedAmount?: number } };
  };
  const queued = writeBuffer.reduce((sum, packet) => sum + (packet.data?.length ?? 0), 0);
  return queued + (transport.socket?.bufferedAmount ?? 0);
}
