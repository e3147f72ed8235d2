import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ChatEvent } from '@app/chat';
import type { Socket } from 'socket.io';
import type { ChatExchange } from '../exchange.js';
import { endingOf, onTheWire, type Ending } from './on-the-wire.js';
import { MOST_WAITING_BYTES } from './pour-sse.js';

/**
 * The answer as `chat:event` on a socket; a client that does not read is disconnected. `onCreated` gets the
 * response's id before the first event is sent.
 */
export async function pourSocket(
  events: AsyncIterable<ChatEvent>,
  socket: Socket,
  exchange: ChatExchange,
  onCreated: (responseId: string) => void,
): Promise<void> {
  let ending: Ending | undefined;
  let begun = false;
  for await (const event of events) {
    if (!begun) {
      begun = true;
      onCreated(event.response_id);
      // The acknowledgement walks through promises of Nest's; one turn of the loop lets it leave first.
      await nextTurn();
    }
    ending = endingOf(event) ?? ending;
    if (!socket.connected) continue;
    socket.emit('chat:event', onTheWire(event, exchange.place));
    if (waitingBytes(socket) > MOST_WAITING_BYTES) socket.disconnect(true);
  }
  if (ending) exchange.end(ending.outcome, ending.response, ending.error);
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
