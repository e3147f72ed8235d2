/** What the parser needs to know of a source that may be cited. */
export interface CitableSource {
  readonly id: number;
  readonly url: string;
  readonly title: string;
}

const TRACKING = /^utm_/i;
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

/** The address without what does not change the page: utm parameters, fragment, default port, last slash, host case. */
function canonical(address: string): string | null {
  if (address.length > LONGEST_URL || !URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  url.hash = '';
  for (const name of Array.from(url.searchParams.keys()))
    if (TRACKING.test(name)) url.searchParams.delete(name);
  return url.origin + url.pathname.replace(/\/+$/, '') + url.search;
}
