import { canonicalUrl, webUrl } from '@app/search';

/** What the parser needs to know of a source that may be cited. */
export interface CitableSource {
  readonly id: number;
  readonly url: string;
  readonly title: string;
}

const LONGEST_URL = 2_048;

/** The sources an answer may cite, by number and by address. */
export class KnownSources {
  private readonly byId = new Map<number, CitableSource>();
  /** Made when the first link comes: most answers have none. */
  private byUrl: Map<string, CitableSource> | undefined;

  constructor(sources: readonly CitableSource[]) {
    for (const source of sources) this.byId.set(source.id, source);
  }

  get(id: number): CitableSource | undefined {
    return this.byId.get(id);
  }

  readonly has = (id: number): boolean => this.byId.has(id);

  find(url: string): CitableSource | undefined {
    const key = canonical(url);
    if (key === null) return undefined;
    this.byUrl ??= indexByUrl(this.byId.values());
    return this.byUrl.get(key);
  }
}

function indexByUrl(sources: Iterable<CitableSource>): Map<string, CitableSource> {
  const index = new Map<string, CitableSource>();
  for (const source of sources) {
    const key = canonical(source.url);
    if (key !== null && !index.has(key)) index.set(key, source);
  }
  return index;
}

/** As a search tells one page from another, so that what it found once is one source however it is linked. */
function canonical(address: string): string | null {
  if (address.length > LONGEST_URL) return null;
  const page = webUrl(address);
  return page && canonicalUrl(page);
}
