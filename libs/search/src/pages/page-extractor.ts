import type { ExtractedPage, PageSource } from './extract-page.js';

/** Makes text of a page, fairly between its owners (a tenant's name). Throws a `PageBlocked` where it cannot, and the signal's reason. */
export abstract class PageExtractor {
  abstract extract(page: PageSource, signal: AbortSignal, owner?: string): Promise<ExtractedPage>;
}
