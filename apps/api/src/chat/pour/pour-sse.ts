import type { ServerResponse } from 'node:http';
import type { ChatEvent } from '@app/chat';
import type { ProblemPlace } from '../../filters/problem.js';
import type { ChatExchange } from '../exchange.js';
import { interruptionOf, type Interruption } from './interruption.js';
import { loopShare } from './loop-share.js';
import { endingOf, onTheWire, type Ending } from './on-the-wire.js';
import { nextEvent, type Reader } from './reader-pace.js';

/** Proxies close a connection that says nothing for a minute. */
export const HEARTBEAT_MS = 15_000;
/** A minute of them. */
const MOST_STILL_BEATS = 4;

export const SSE_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  Connection: 'keep-alive',
  // nginx buffers a response otherwise, and the stream arrives in one piece.
  'X-Accel-Buffering': 'no',
};

/**
 * The answer as server-sent events. What is thrown before the first event reaches the caller with no byte
 * sent, so that it can still become a problem with a status. What is thrown later is no end of the answer: it is
 * told as `stream.interrupted`, which has no id, so that a client's last event id stays where it goes on from.
 */
export async function pourSse(
  events: AsyncIterable<ChatEvent>,
  response: ServerResponse,
  exchange: ChatExchange,
  heartbeatMs = HEARTBEAT_MS,
  patienceMs?: number,
): Promise<void> {
  const iterator = events[Symbol.asyncIterator]();
  let next = await iterator.next();
  if (next.done) {
    // Told a client that has heard the end already; an EventSource stops asking at 204.
    response.writeHead(204).end();
    return;
  }
  response.writeHead(200, SSE_HEADERS);
  const heartbeat = setInterval(heart(response), heartbeatMs);
  const reader = readerOf(response);
  let ending: Ending | undefined;
  let last = next.value;
  try {
    for (; !next.done; next = await nextEvent(iterator, reader, patienceMs)) {
      last = next.value;
      ending = endingOf(last) ?? ending;
      const frame = sseFrame(last, exchange.place);
      loopShare.addBytes(frame.length);
      send(response, frame);
    }
  } catch (thrown) {
    const interruption = interruptionOf(thrown, last, exchange.place);
    if (!interruption) throw thrown;
    send(response, interruptionFrame(interruption));
    exchange.end('error', null, interruption.error);
  } finally {
    clearInterval(heartbeat);
    if (ending) exchange.end(ending.outcome, ending.response, ending.error);
    if (!response.destroyed) response.end();
  }
}

export function sseFrame(event: ChatEvent, place: ProblemPlace): string {
  return `event: ${event.type}\nid: ${event.seq}\ndata: ${JSON.stringify(onTheWire(event, place))}\n\n`;
}

function interruptionFrame({ problem }: Interruption): string {
  const retryMs = (problem.retry_after ?? 0) * 1_000;
  return `event: stream.interrupted\nretry: ${retryMs}\ndata: ${JSON.stringify(problem)}\n\n`;
}

/** One write an event: Node joins the writes of a tick into one packet. Writing to a closed response throws later. */
function send(response: ServerResponse, text: string): void {
  if (!response.destroyed) response.write(text);
}

/**
 * Says that the answer lives, unless bytes wait, which say so once they are through. A client that has taken none of
 * them for `MOST_STILL_BEATS` does not read any more, however few they are: it is dropped.
 */
function heart(response: ServerResponse): () => void {
  let waited = 0;
  let still = 0;
  return () => {
    const waiting = response.writableLength;
    if (waiting === 0) send(response, ':\n\n');
    still = waiting > 0 && waiting >= waited ? still + 1 : 0;
    waited = waiting;
    if (still > MOST_STILL_BEATS && !response.destroyed) response.destroy();
  };
}

function readerOf(response: ServerResponse): Reader {
  return {
    isGone: () => response.destroyed,
    waitingBytes: () => response.writableLength,
    drop: () => response.destroy(),
  };
}
