import { Deadline, linkDeadline, nodeTimers, type Timers } from '@app/resilience';
import type { Clock } from '@app/platform';
import { request as send, type Dispatcher } from 'undici';
import type { SearchError } from './search-error.js';
import { malformed, timedOut, transportError } from './search-failure.js';
import type { SearchRequest } from './search-engine.js';

export interface WireOptions {
  /** What hits and errors are named after: `brave`, or `sandbox` where that stands in. */
  readonly name: string;
  /** With or without a path: `https://search.example.com`. */
  readonly baseUrl: string;
  /** The whole search, from the first look-up to the last byte. Milliseconds. */
  readonly timeoutMs: number;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly timers?: Timers;
}

export interface WireCall {
  /** Below the base URL, with its query string: `/search?q=…`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent by POST as JSON; absent: GET. */
  readonly body?: object;
  /** Makes the error of an answer that is not a 200. */
  refused(answer: RefusedAnswer): SearchError;
}

export interface RefusedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Null where it is no JSON. */
  readonly body: unknown;
}

/** One JSON call to a search engine within its time. Every way it can end badly is one `SearchError`. */
export class SearchWire {
  readonly name: string;
  private readonly address: string;
  private readonly timers: Timers;

  constructor(private readonly options: WireOptions) {
    this.name = options.name;
    this.address = options.baseUrl.replace(/\/+$/, '');
    this.timers = options.timers ?? nodeTimers;
  }

  /** Epoch milliseconds, against which a page's age is taken. */
  now(): number {
    return this.options.clock.now();
  }

  /** The JSON object it answered with. An aborted `signal` throws its own reason. */
  async ask(call: WireCall, request: SearchRequest): Promise<Record<string, unknown>> {
    request.signal?.throwIfAborted();
    const { clock, timeoutMs } = this.options;
    const deadline = new Deadline(clock, clock.now() + timeoutMs);
    const linked = linkDeadline(deadline, this.timers, () => timedOut(this.name, timeoutMs), request.signal);
    try {
      return await this.exchange(call, request.attemptId, linked.signal);
    } finally {
      linked.dispose();
    }
  }

  private async exchange(
    call: WireCall,
    attemptId: string | undefined,
    signal: AbortSignal,
  ): Promise<Record<string, unknown>> {
    const response = await this.guard(this.send(call, attemptId, signal), signal, false);
    const text = this.guard(response.body.text(), signal, true);
    if (response.statusCode === 200) return this.read(await text);
    const body = parse(await text.catch(() => ''));
    signal.throwIfAborted();
    throw call.refused({ status: response.statusCode, headers: response.headers, body });
  }

  private send(call: WireCall, attemptId: string | undefined, signal: AbortSignal) {
    const headers: Record<string, string> = { accept: 'application/json', ...call.headers };
    if (attemptId !== undefined) headers['x-attempt-id'] = attemptId;
    const { dispatcher } = this.options;
    const url = `${this.address}${call.path}`;
    if (call.body === undefined) return send(url, { dispatcher, signal, headers });
    headers['content-type'] = 'application/json';
    return send(url, { dispatcher, signal, headers, method: 'POST', body: JSON.stringify(call.body) });
  }

  private read(text: string): Record<string, unknown> {
    const answer = parse(text);
    if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) throw malformed(this.name);
    return answer as Record<string, unknown>;
  }

  /** An abort, the caller's or the time-out's, throws its own reason. */
  private async guard<Value>(step: Promise<Value>, signal: AbortSignal, begun: boolean): Promise<Value> {
    try {
      return await step;
    } catch (cause) {
      signal.throwIfAborted();
      throw transportError(this.name, cause, begun);
    }
  }
}

/** The SyntaxError quotes the engine's text: it is not kept. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
