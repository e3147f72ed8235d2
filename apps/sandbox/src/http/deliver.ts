import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../faults/fault.js';
import type { Exchange } from './exchange.js';
import type { Reply, ReplyStream } from './vendor-wire.js';

/** Frames of about this many characters go out in one write when nothing slows the stream down. */
const BATCH_CHARACTERS = 4_096;
/** So that a client has read what came before the reset, in milliseconds. */
const BEFORE_RESET_MS = 10;

type Break = { readonly kind: 'truncate' | 'error_event' | 'stall' | 'reset'; readonly after: number };

/** The break that comes first, if the fault has one. */
export function breakOf(fault: Fault): Break | undefined {
  const breaks: [Break['kind'], number | undefined][] = [
    ['truncate', fault.truncate_after_chunks],
    ['error_event', fault.error_event_after_chunks],
    ['stall', fault.stall_after_chunks],
    ['reset', fault.reset_after_chunks],
  ];
  return breaks
    .filter((one): one is [Break['kind'], number] => one[1] !== undefined)
    .map(([kind, after]) => ({ kind, after }))
    .sort((left, right) => left.after - right.after)[0];
}

/** Drops the connection with a TCP reset. Before the headers nothing was answered and nothing is charged. */
export function reset(exchange: Exchange): void {
  exchange.settle('failed', exchange.response.headersSent ? exchange.usage(exchange.streamed) : null);
  exchange.request.socket.resetAndDestroy();
}

export async function deliverStream(
  exchange: Exchange,
  stream: ReplyStream,
  fault: Fault,
  headers: string[],
): Promise<void> {
  const breaks = breakOf(fault);
  exchange.response.writeHead(fault.status ?? 200, headers);
  let batch = stream.opening;
  let tokens = 0;
  let written = 0;
  const flush = async (): Promise<boolean> => {
    const [text, count] = [batch, tokens];
    batch = '';
    tokens = 0;
    return text === '' ? !exchange.gone : exchange.write(text, count);
  };
  if (fault.first_token_delay_ms) {
    if (!(await flush())) return;
    await exchange.wait(fault.first_token_delay_ms);
  }
  for (const chunk of stream.chunks) {
    if (breaks?.after === written) return breakOff(exchange, stream, breaks, batch, tokens);
    if (fault.malformed_after_chunks === written) batch += stream.brokenFrame;
    batch += stream.frame(chunk);
    tokens += chunk.ids.length;
    written++;
    if (fault.chunk_delay_ms) {
      if (!(await flush())) return;
      await exchange.wait(fault.chunk_delay_ms);
    } else if (batch.length >= BATCH_CHARACTERS && !(await flush())) return;
  }
  if (breaks?.after === written) return breakOff(exchange, stream, breaks, batch, tokens);
  if (fault.malformed_after_chunks === written) batch += stream.brokenFrame;
  if (!exchange.gone) exchange.end(batch + stream.closing, tokens, 'completed');
}

async function breakOff(
  exchange: Exchange,
  stream: ReplyStream,
  { kind }: Break,
  batch: string,
  tokens: number,
): Promise<void> {
  if (kind === 'truncate') return exchange.end(batch, tokens, 'truncated');
  if (kind === 'error_event') return exchange.end(batch + stream.errorEvent, tokens, 'failed');
  await stopShort(exchange, kind, batch, tokens);
}

/** A whole body, or what the fault leaves of it: chunks mean nothing here, any number breaks it in the middle. */
export async function deliverBody(
  exchange: Exchange,
  reply: Reply,
  fault: Fault,
  headers: string[],
): Promise<void> {
  const { response } = exchange;
  const breaks = breakOf(fault);
  const whole = fault.malformed_after_chunks === undefined ? reply.body() : malformed(reply.body());
  if (!breaks || breaks.kind === 'error_event') {
    response.writeHead(fault.status ?? 200, [...headers, 'content-length', String(Buffer.byteLength(whole))]);
    return exchange.end(whole, reply.outputTokens, 'completed');
  }
  response.writeHead(fault.status ?? 200, headers);
  const half = whole.slice(0, whole.length >> 1);
  const tokens = reply.outputTokens >> 1;
  // A plain body was generated to its end before the first byte left: all of it is charged.
  exchange.usage = () => reply.usage(reply.outputTokens);
  if (breaks.kind === 'truncate') return exchange.end(half, tokens, 'truncated');
  await stopShort(exchange, breaks.kind, half, tokens);
}

async function stopShort(
  exchange: Exchange,
  kind: 'stall' | 'reset',
  text: string,
  tokens: number,
): Promise<void> {
  if (text && !(await exchange.write(text, tokens))) return;
  if (kind === 'stall') return exchange.wait(Infinity);
  await sleep(BEFORE_RESET_MS);
  reset(exchange);
}

const malformed = (body: string): string =>
  `${body.slice(0, body.length >> 1)}\u0000${body.slice((body.length >> 1) + 1)}`;
