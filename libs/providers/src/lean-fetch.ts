import { Agent, request, type Dispatcher } from 'undici';
import { LeanResponse } from './lean-response.js';
import { toTransportError } from './transport-error.js';

export interface LeanRequest {
  readonly method?: string;
  readonly headers?: Iterable<[string, string]>;
  /** Serialised by the SDK. */
  readonly body?: string | null;
  readonly signal?: AbortSignal | null;
}

/** `fetch` as far as the SDKs use it: a string for the address and the body, no redirects, no decompression. */
export type LeanFetch = (url: string, init: LeanRequest) => Promise<LeanResponse>;

/** More than any sane answer, streamed or not; what exceeds it is cut. Bytes. */
const RESPONSE_LIMIT = 32 * 1024 * 1024;
/** A vendor that cannot be reached in this time is not reached. Milliseconds, DNS and TLS included. */
const CONNECT_TIMEOUT = 3_000;
/** Idle sockets are kept for less time than the vendors' balancers keep them. Milliseconds. */
const KEEP_ALIVE_TIMEOUT = 30_000;

/**
 * One pool of connections for every vendor. It knows no time-outs after connecting (first token, silence and
 * the whole call belong to the wrappers), and one request at a time per socket: a pipelined one would wait
 * behind another's answer.
 */
export function createAgent(): Agent {
  return new Agent({
    connections: 512,
    pipelining: 1,
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT,
    maxResponseSize: RESPONSE_LIMIT,
    connect: { timeout: CONNECT_TIMEOUT },
  });
}

/**
 * Costs less than half the CPU of Node's own `fetch` under the SDKs: no web streams, no `Headers` or
 * `Response` objects. What breaks before the answer is a `TransportError`; an abort passes through as it is.
 */
export function createLeanFetch(dispatcher: Dispatcher): LeanFetch {
  return async (url, init) => {
    try {
      const { method = 'GET', headers, body, signal } = init;
      const data = await request(url, { dispatcher, method, headers: flat(headers), body, signal });
      return new LeanResponse(url, data);
    } catch (failure) {
      init.signal?.throwIfAborted();
      throw toTransportError(failure);
    }
  };
}

/** undici takes `[name, value, name, value]` as it is. */
function flat(headers: Iterable<[string, string]> = []): string[] {
  const pairs: string[] = [];
  for (const [name, value] of headers) pairs.push(name, value);
  return pairs;
}
