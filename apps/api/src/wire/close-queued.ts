import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Of each connection, the responses that wait for those before them. */
const QUEUED = new WeakMap<Socket, Set<ServerResponse>>();

/**
 * A response that is queued behind another of its connection has no socket yet, and not every Node tells it that the
 * connection has died. Closes it as Node closes the one that has the socket: whatever waits for its `close` goes on.
 * (A request's own `close` is no sign: it comes as soon as the body was read.)
 */
export function closeWithConnection({ socket }: IncomingMessage, response: ServerResponse): void {
  if (response.socket !== null) return;
  const queued = QUEUED.get(socket) ?? queueOf(socket);
  queued.add(response);
  response.once('close', () => queued.delete(response));
}

/** One listener for each connection, however much is pipelined on it. */
function queueOf(socket: Socket): Set<ServerResponse> {
  const queued = new Set<ServerResponse>();
  QUEUED.set(socket, queued);
  // A Node that tells them does so in the tick after: then none is left here.
  socket.once('close', () => process.nextTick(closeAll, queued));
  return queued;
}

function closeAll(queued: ReadonlySet<ServerResponse>): void {
  for (const response of queued) {
    // To one whose turn had come Node says it.
    if (response.socket !== null) continue;
    response.destroyed = true;
    response.emit('close');
  }
}
