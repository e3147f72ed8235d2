import type { FetchedPage } from '@app/search';
import { type PreparedSource, prepareSource } from '../verification/prepared-source.js';

/**
 * What the pages that stay prepared may weigh together, in tokens of 100 to 260 bytes: 20 to 50 MB. A page has 50,000
 * at most; an ordinary one 2,000.
 */
const MOST_TOKENS = 200_000;
/** What a page weighs besides, in tokens. */
const PAGE_TOKENS = 100;

/** Pages as the verifier reads them, each worked through once while many questions meet it. By title and content, both of which are evidence. */
export class PreparedSources {
  private readonly prepared = new Map<string, PreparedSource>();
  private weight = 0;

  constructor(private readonly mostTokens = MOST_TOKENS) {}

  ofPage(page: Pick<FetchedPage, 'contentHash' | 'title' | 'text'>): PreparedSource {
    const key = `${page.contentHash}\0${page.title}`;
    const known = this.prepared.get(key);
    const source = known ?? prepareSource(titled(page.title, page.text));
    this.prepared.delete(key);
    this.prepared.set(key, source);
    if (known === undefined) this.weight += weightOf(source);
    this.forgetOldest();
    return source;
  }

  /** The last one stays, whatever it weighs: it is in use. */
  private forgetOldest(): void {
    while (this.weight > this.mostTokens && this.prepared.size > 1) {
      const [key, source] = this.prepared.entries().next().value as [string, PreparedSource];
      this.prepared.delete(key);
      this.weight -= weightOf(source);
    }
  }
}

function weightOf({ tokens }: PreparedSource): number {
  return PAGE_TOKENS + tokens.length;
}

/** A title holds names that the text takes for granted. */
export function titled(title: string, text: string): string {
  return title === '' ? text : `${title}\n\n${text}`;
}
