import { Deadline, linkDeadline, nodeTimers, type Timers } from '@app/resilience';
import type { Clock } from '@app/platform';
import { request as send, type Dispatcher } from 'undici';
import { DomainPolicy } from '../domain-policy.js';
import { SearchEngine, type SearchRequest, type SearchResult } from '../search-engine.js';
import { malformed, statusError, timedOut, transportError } from './to-error.js';
import { toHits } from './to-hits.js';
import { toRequest } from './to-request.js';

export interface SearxngOptions {
  /** What hits and errors are named after: `searxng`, or `sandbox`. */
  readonly name: string;
  /** With or without a path: `https://search.example.com`. */
  readonly baseUrl: string;
  /** The whole search, milliseconds. */
  readonly timeoutMs: number;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly timers?: Timers;
}

interface SearxngAnswer {
  readonly results: readonly unknown[];
  readonly unresponsive: boolean;
}

/** SearXNG's JSON API (https://docs.searxng.org/dev/search_api.html); the sandbox speaks it too. */
export class SearxngSearchEngine extends SearchEngine {
  readonly name: string;
  private readonly address: string;
  private readonly timers: Timers;

  constructor(private readonly options: SearxngOptions) {
    super();
    this.name = options.name;
    this.address = `${options.baseUrl.replace(/\/+$/, '')}/search`;
    this.timers = options.timers ?? nodeTimers;
  }

  async search(request: SearchRequest): Promise<SearchResult> {
    request.signal?.throwIfAborted();
    const { clock, timeoutMs } = this.options;
    const deadline = new Deadline(clock, clock.now() + timeoutMs);
    const linked = linkDeadline(deadline, this.timers, () => timedOut(this.name, timeoutMs), request.signal);
    try {
      return await this.ask(request, linked.signal);
    } finally {
      linked.dispose();
    }
  }

  private async ask(request: SearchRequest, signal: AbortSignal): Promise<SearchResult> {
    const policy = new DomainPolicy(request);
    const { results, unresponsive } = await this.fetchAnswer(
      `${this.address}?${toRequest(request, policy).toString()}`,
      request,
      signal,
    );
    const hits = toHits(results, { name: this.name, limit: request.limit, policy });
    return { hits, billedRequests: 1, degraded: unresponsive && hits.length === 0 };
  }

  private async fetchAnswer(
    url: string,
    { attemptId }: SearchRequest,
    signal: AbortSignal,
  ): Promise<SearxngAnswer> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (attemptId !== undefined) headers['x-attempt-id'] = attemptId;
    const { dispatcher } = this.options;
    const response = await this.guard(send(url, { dispatcher, signal, headers }), signal, false);
    if (response.statusCode !== 200) {
      await response.body.dump().catch(() => {});
      throw statusError(this.name, response.statusCode);
    }
    return readAnswer(await this.guard(response.body.text(), signal, true), this.name);
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

function readAnswer(text: string, engine: string): SearxngAnswer {
  const answer = parse(text);
  if (!Array.isArray(answer?.results)) throw malformed(engine);
  const { results, unresponsive_engines: unresponsive } = answer;
  return { results, unresponsive: Array.isArray(unresponsive) && unresponsive.length > 0 };
}

/** The SyntaxError quotes the engine's text: it is not kept. */
function parse(text: string): { results?: unknown; unresponsive_engines?: unknown } | null {
  try {
    return JSON.parse(text) as { results?: unknown } | null;
  } catch {
    return null;
  }
}
