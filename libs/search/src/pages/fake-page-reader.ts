import { createHash } from 'node:crypto';
import { PageReader, type BlockedPage, type FetchedPage, type PageReading } from './page-reader.js';

/** A reading that lasts until the caller gives up. */
export const NEVER_READ = Symbol('never read');

export type FakePage =
  Partial<Omit<FetchedPage, 'state' | 'url'>> | Pick<BlockedPage, 'code'> | typeof NEVER_READ;

/** A `PageReader` that reads what it was given and records what it was asked. Other addresses are a 404. */
export class FakePageReader extends PageReader {
  readonly requests: string[] = [];
  private readonly pages = new Map<string, FakePage>();

  give(url: string, page: FakePage): this {
    this.pages.set(url, page);
    return this;
  }

  async read(url: string, signal?: AbortSignal): Promise<PageReading> {
    signal?.throwIfAborted();
    this.requests.push(url);
    const page = this.pages.get(url) ?? { code: 'status' };
    await pass(page, signal);
    if (page === NEVER_READ) throw new Error('A reading without an end was not aborted.');
    if ('code' in page) return { state: 'blocked', url, code: page.code, message: 'The page was not read.' };
    return fetched(url, page);
  }
}

function fetched(url: string, page: Partial<FetchedPage>): FetchedPage {
  const text = page.text ?? 'A page.';
  return {
    finalUrl: url,
    title: 'A page',
    publishedAt: null,
    fetchedAt: '2026-01-01T00:00:00.000Z',
    contentHash: `sha256:${createHash('sha256').update(text).digest('hex')}`,
    truncated: false,
    injection: { score: 0, reasons: [] },
    cached: false,
    ...page,
    state: 'fetched',
    url,
    text,
  };
}

/** A turn of the event loop, as the network would take; no end lasts until the abort. */
async function pass(page: FakePage, signal?: AbortSignal): Promise<void> {
  if (page === NEVER_READ && signal)
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  else await new Promise<void>((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}
