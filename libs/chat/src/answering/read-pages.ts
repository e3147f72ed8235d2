import { AppError, type Clock } from '@app/platform';
import { Deadline, linkDeadline, type Timers } from '@app/resilience';
import type { PageReader, PageReading } from '@app/search';
import type { SourceBlocked, SourceFetched } from '../chat-event.js';
import type { Source } from '../chat-response.js';
import type { RefusedSource } from './answer-sources.js';
import type { Draft } from './draft.js';
import type { EventSequence } from './event-sequence.js';

export interface PageReadings {
  readonly reader: PageReader;
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
        .usable()
        .slice(0, pages.limit)
        .map((source) => [source.id, read(source, pages.reader, linked.signal)]),
    );
    while (waiting.size > 0) {
      const { source, reading } = await Promise.race(waiting.values());
      waiting.delete(source.id);
      pages.signal.throwIfAborted();
      yield note(draft, source, reading, events);
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
  events: EventSequence,
): SourceFetched | SourceBlocked {
  if (reading.state === 'blocked')
    return events.next('source.blocked', {
      source_id: source.id,
      code: reading.code,
      message: reading.message,
    });
  const refused = draft.sources.read(source.id, reading);
  if (refused) return blocked(refused, events);
  return events.next('source.fetched', {
    source_id: source.id,
    published_at: reading.publishedAt ?? source.published_at,
    fetched_at: reading.fetchedAt,
    content_hash: reading.contentHash,
    truncated: reading.truncated,
    cached: reading.cached,
  });
}

export function blocked({ id, code, message }: RefusedSource, events: EventSequence): SourceBlocked {
  return events.next('source.blocked', { source_id: id, code, message });
}

function tooSlow(): AppError {
  return new AppError('deadline-exceeded', 'pages-timeout', 'The pages took too long.');
}
