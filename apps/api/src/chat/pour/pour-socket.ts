import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ChatEvent } from '@app/chat';
import type { Socket } from 'socket.io';
import type { ChatExchange } from '../exchange.js';
import { interruptionOf } from './interruption.js';
import { loopShare } from './loop-share.js';
import { endingOf, onTheWire, type Ending } from './on-the-wire.js';
import { allTaken, nextEvent, type Reader } from './reader-pace.js';

/** How long the last word waits for the network: a process that stops closes its sockets next. Milliseconds. */
const LAST_WORD_MS = 500;

/**
 * The answer as `chat:event` on a socket; a client that does not read is disconnected. `onCreated` gets the
 * response's id before the first event is sent; what is thrown after that is told as `exception`, with where to go on.
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
  let last: ChatEvent | undefined;
  try {
    if (!next.done) {
      onCreated(next.value.response_id);
      // The acknowledgement walks through promises of Nest's; one turn of the loop lets it leave first.
      await nextTurn();
    }
    for (; !next.done; next = await nextEvent(iterator, reader, patienceMs)) {
      last = next.value;
      ending = endingOf(last) ?? ending;
      if (ending) loopShare.addBytes(ending.response.message.content.length);
      if (socket.connected) socket.emit('chat:event', onTheWire(last, exchange.place));
    }
  } catch (thrown) {
    const interruption = last && interruptionOf(thrown, last, exchange.place);
    if (!interruption) throw thrown;
    if (socket.connected) socket.emit('exception', interruption.problem);
    await allTaken(reader, LAST_WORD_MS);
    exchange.end('error', null, interruption.error);
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
