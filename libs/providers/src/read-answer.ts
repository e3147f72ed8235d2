import type { Call } from './call.js';
import type { LeanBody, LeanResponse } from './lean-response.js';
import { isContent, type ModelEvent } from './model-event.js';
import { ServerSentEventDecoder, type ServerSentEvent } from './server-sent-events.js';
import { parseObject, StreamFault } from './stream-fault.js';

/** How one vendor's stream is read. A fault in it is thrown as a `StreamFault`. */
export interface StreamReader {
  /** True once the vendor said that nothing more comes. */
  readonly ended: boolean;
  /** True once the vendor said why it stopped: what breaks after that takes nothing from the answer. */
  readonly finished: boolean;
  read(event: ServerSentEvent): void;
  /** What was read since the last call, in order. */
  take(): readonly ModelEvent[];
  /** The last events, when nothing more comes; throws when the answer is not whole. */
  end(): readonly ModelEvent[];
}

/** How long a socket may take to end a stream that has said its last word. Milliseconds. */
const TAIL_TIMEOUT = 1_000;

/** Reads a plain JSON body with `toEvents`. */
export async function* readBody(
  response: LeanResponse,
  toEvents: (body: Record<string, unknown>) => Iterable<ModelEvent>,
  call: Call,
): AsyncGenerator<ModelEvent> {
  expectContentType(response, 'json');
  const text = await response.text();
  for (const event of toEvents(parseObject(text))) yield seen(event, call);
}

/**
 * Reads an SSE body as its bytes come: the deltas of one chunk leave as one, all else in its order. Leaving
 * early closes the socket; a stream that said its last word gives the socket back.
 */
export async function* readStream(
  response: LeanResponse,
  reader: StreamReader,
  call: Call,
): AsyncGenerator<ModelEvent> {
  expectContentType(response, 'text/event-stream');
  const decoder = new ServerSentEventDecoder((event) => reader.read(event));
  try {
    for await (const chunk of response.body.iterator({ destroyOnReturn: false })) {
      call.signal?.throwIfAborted();
      yield* readStep(() => decoder.push(chunk as Uint8Array), reader, call);
      if (reader.ended) break;
    }
  } catch (error) {
    if (!reader.finished || error instanceof StreamFault || call.signal?.aborted) throw error;
  } finally {
    release(response.body, reader.ended);
  }
  if (!reader.ended) yield* readStep(() => decoder.end(), reader, call);
  yield* reader.end();
}

/** What was read before a fault leaves before it. */
function* readStep(step: () => void, reader: StreamReader, call: Call): Generator<ModelEvent> {
  const fault = faultOf(step);
  for (const event of reader.take()) yield seen(event, call);
  if (fault) throw fault.error;
}

function faultOf(step: () => void): { readonly error: unknown } | null {
  try {
    step();
    return null;
  } catch (error) {
    return { error };
  }
}

function seen(event: ModelEvent, call: Call): ModelEvent {
  if (isContent(event)) call.shown = true;
  return event;
}

/** A server that names no type is taken at its word's absence; a wrong one is another kind of page. */
function expectContentType(response: LeanResponse, wanted: string): void {
  const type = response.headers.get('content-type');
  if (type === null || type.toLowerCase().includes(wanted)) return;
  release(response.body, false);
  throw new StreamFault(
    'unexpected-content-type',
    'answered with another content type than asked for; an administrator must check its base URL',
  );
}

function release(body: LeanBody, ended: boolean): void {
  if (body.readableEnded || body.destroyed) return;
  body.on('error', () => {});
  if (!ended) return void body.destroy();
  const timer = setTimeout(() => body.destroy(), TAIL_TIMEOUT).unref();
  body.once('close', () => clearTimeout(timer));
  body.resume();
}
