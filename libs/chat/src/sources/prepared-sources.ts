import type { FetchedPage } from '@app/search';
import { type PreparedSource, prepareSource } from '../verification/prepared-source.js';

/** Pages that stay prepared: at most about 5 MB each, seldom a tenth of it. */
const MOST_PAGES = 32;

/** Pages as the verifier reads them, each worked through once while many questions meet it. By title and content, both of which are evidence. */
export class PreparedSources {
  private readonly prepared = new Map<string, PreparedSource>();

  ofPage(page: Pick<FetchedPage, 'contentHash' | 'title' | 'text'>): PreparedSource {
    const key = `${page.contentHash}\0${page.title}`;
    const known = this.prepared.get(key);
    if (known) this.prepared.delete(key);
    const source = known ?? prepareSource(titled(page.title, page.text));
    this.prepared.set(key, source);
    const [oldest] = this.prepared.keys();
    if (this.prepared.size > MOST_PAGES && oldest !== undefined) this.prepared.delete(oldest);
    return source;
  }
}

/** A title holds names that the text takes for granted. */
export function titled(title: string, text: string): string {
  return title === '' ? text : `${title}\n\n${text}`;
}
