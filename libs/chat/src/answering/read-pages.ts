import { AppError, type Clock } from '@app/platform';
import { Deadline, linkDeadline, type Timers } from '@app/resilience';
import type { FetchedPage, PageReader, PageReading } from '@app/search';
import type { SourceBlocked, SourceFetched } from '../chat-event.js';
import type { Source } from '../chat-response.js';
import type { SourcePolicy, SourceRefusal } from '../sources/source-policy.js';
import type { Draft } from './draft.js';
import type { EventSequence } from './event-sequence.js';

export interface PageReadings {
  readonly reader: PageReader;
  readonly policy: SourcePolicy;
  /** Of the best sources, how many are read. */
  readonly limit: number;
  /** Milliseconds; what is not read by then is known by its snippet. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly timers: Timers;
}

interface Read {
  readonly source: Source;
  readonly reading: PageReading;
}

/**
 * Reads the pages behind the best sources, all at once, and tells of each as it comes. A page that cannot be read
 * fails nothing: its source stays known by its snippet. One that was read and must not be used takes its source with
 * it. Only an answer that was stopped throws.
 */
export async function* readPages(
  draft: Draft,
  pages: PageReadings,
  events: EventSequence,
): AsyncGenerator<SourceFetched | SourceBlocked> {
  const deadline = new Deadline(pages.clock, pages.clock.now() + pages.timeoutMs);
  const linked = linkDeadline(deadline, pages.timers, tooSlow, pages.signal);
  try {
    const waiting = new Map(
      draft.sources
        .filter(({ id }) => !draft.withheld.has(id))
        .slice(0, pages.limit)
        .map((source) => [source.id, read(source, pages.reader, linked.signal)]),
    );
    while (waiting.size > 0) {
      const { source, reading } = await Promise.race(waiting.values());
      waiting.delete(source.id);
      pages.signal.throwIfAborted();
      yield note(draft, source, reading, pages.policy, events);
    }
  } finally {
    linked.dispose();
  }
}

async function read(source: Source, reader: PageReader, signal: AbortSignal): Promise<Read> {
  try {
    return { source, reading: await reader.read(source.url, signal) };
  } catch {
    // The reader throws nothing but our own abort: the time is up, or the answer was stopped.
    const message = 'The page was not read in time.';
    return { source, reading: { state: 'blocked', url: source.url, code: 'too-slow', message } };
  }
}

function note(
  draft: Draft,
  source: Source,
  reading: PageReading,
  policy: SourcePolicy,
  events: EventSequence,
): SourceFetched | SourceBlocked {
  if (reading.state === 'blocked')
    return events.next('source.blocked', {
      source_id: source.id,
      code: reading.code,
      message: reading.message,
    });
  const refusal = policy.ofPage(reading);
  if (refusal) return withhold(draft, source, refusal, events);
  draft.pages.set(source.id, reading);
  draft.sources = draft.sources.map((one) => (one.id === source.id ? asRead(one, reading) : one));
  return events.next('source.fetched', {
    source_id: source.id,
    published_at: reading.publishedAt ?? source.published_at,
    fetched_at: reading.fetchedAt,
    content_hash: reading.contentHash,
    truncated: reading.truncated,
    cached: reading.cached,
  });
}

/** The source stays in sight, so that nobody wonders where it went; no prompt holds it and nothing cites it. */
export function withhold(
  draft: Draft,
  { id }: Source,
  { code, message }: SourceRefusal,
  events: EventSequence,
): SourceBlocked {
  draft.withheld.add(id);
  return events.next('source.blocked', { source_id: id, code, message });
}

function asRead(source: Source, page: FetchedPage): Source {
  return {
    ...source,
    // The page's own date: an engine's is often that of its crawl.
    published_at: page.publishedAt ?? source.published_at,
    fetched_at: page.fetchedAt,
    content_hash: page.contentHash,
  };
}

function tooSlow(): AppError {
  return new AppError('deadline-exceeded', 'pages-timeout', 'The pages took too long.');
}
