import { createHash } from 'node:crypto';
import type { Clock } from '@app/platform';
import { Deadline, linkDeadline, nodeTimers, type Timers } from '@app/resilience';
import { checkUrl, hostOf, type UrlRules } from './check-url.js';
import type { RawPage } from './fetch-page.js';
import { PageBlocked } from './page-blocked.js';
import type { PageExtractor } from './page-extractor.js';
import type { PageReading } from './page-reader.js';
import type { ReadingGate } from './reading-gate.js';

export interface ReadingOptions {
  readonly clock: Clock;
  readonly extractor: PageExtractor;
  readonly gate: ReadingGate;
  readonly urls?: UrlRules;
  /** The whole reading with its waiting, milliseconds. */
  readonly timeoutMs?: number;
  readonly timers?: Timers;
  /** Who waits for it: owners take turns. */
  readonly owner?: string;
}

type Fetch = (url: string, signal: AbortSignal) => Promise<RawPage>;

const TIMEOUT_MS = 10_000;

/** What every reader that fetches does around its fetch: check, wait for room, fetch, extract, and never throw. */
export async function readWithinLimits(
  url: string,
  fetch: Fetch,
  options: ReadingOptions,
  caller?: AbortSignal,
): Promise<PageReading> {
  caller?.throwIfAborted();
  const { clock, timers = nodeTimers, timeoutMs = TIMEOUT_MS } = options;
  const late = (): PageBlocked => new PageBlocked('too-slow', `The page took more than ${timeoutMs} ms.`);
  const linked = linkDeadline(new Deadline(clock, clock.now() + timeoutMs), timers, late, caller);
  try {
    return await readOnce(url, fetch, options, linked.signal);
  } catch (error) {
    caller?.throwIfAborted();
    return blockedBy(linked.signal.aborted ? linked.signal.reason : error).reading(url);
  } finally {
    linked.dispose();
  }
}

async function readOnce(
  url: string,
  fetch: Fetch,
  { urls, gate, extractor, clock, owner }: ReadingOptions,
  signal: AbortSignal,
): Promise<PageReading> {
  const host = hostOf(checkUrl(url, urls));
  const leave = await gate.enter(host, signal, owner);
  try {
    const raw = await fetch(url, signal);
    const { title, text, ...page } = await extractor.extract(raw, signal, owner);
    if (text === '') throw new PageBlocked('unreadable', 'The page shows no text.');
    return {
      ...page,
      state: 'fetched',
      url,
      finalUrl: raw.finalUrl,
      title: title || host,
      text,
      fetchedAt: new Date(clock.now()).toISOString(),
      contentHash: `sha256:${createHash('sha256').update(text).digest('hex')}`,
      cached: false,
    };
  } finally {
    leave();
  }
}

const TOO_LARGE = new Set(['UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_RES_EXCEEDED_MAX_SIZE']);
const GARBLED = /^(?:HTTPParserError|Z_|ERR__ERROR_|ERR_BROTLI|UND_ERR_RES_CONTENT)/;

/** Why the network, the unpacker or the parser gave up. Their messages may quote the server and are not kept. */
function blockedBy(error: unknown): PageBlocked {
  if (error instanceof PageBlocked) return error;
  const { code: given, name } = error as NodeJS.ErrnoException;
  const code = given ?? name;
  if (TOO_LARGE.has(code)) return new PageBlocked('too-large', 'The page has too many headers.', error);
  if (GARBLED.test(code)) return new PageBlocked('unreadable', 'The page was garbled.', error);
  return new PageBlocked('unreachable', 'The page could not be reached.', error);
}
