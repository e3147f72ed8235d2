import type { FetchedPage } from '@app/search';
import type { Source } from '../chat-response.js';
import type { SourcePolicy, SourceRefusal } from '../sources/source-policy.js';

/** What a claim can be held against. */
export interface Evidence {
  readonly source: Source;
  /** Null: the page itself was not read. */
  readonly page: FetchedPage | null;
  /** The snippet is the page's own words, and not a model's about it. */
  readonly isOwnWords: boolean;
}

export interface RefusedSource extends SourceRefusal {
  readonly id: number;
}

/**
 * The sources of one answer. Each is held to the policy as it comes and once more when its page is read; one that
 * breaks it stays `shown`, so that nobody wonders where it went, and is in nothing else that can be had from here.
 */
export class AnswerSources {
  private all: readonly Source[] = [];
  private readonly pages = new Map<number, FetchedPage>();
  private readonly retold = new Set<number>();
  private readonly withheld = new Set<number>();

  constructor(private readonly policy: SourcePolicy) {}

  /** What is told and stored, by number. Not for a prompt, and nothing of it is to be cited: see `usable`. */
  get shown(): readonly Source[] {
    return this.all;
  }

  /** What may be read, put into a prompt and cited. */
  usable(): readonly Source[] {
    return this.all.filter(({ id }) => !this.withheld.has(id));
  }

  /** Of the usable ones those whose snippet is the page's own words. */
  quotable(): readonly Source[] {
    return this.usable().filter(({ id }) => !this.retold.has(id));
  }

  /** Null for a number that may not be cited. O(sources). */
  evidenceOf(id: number): Evidence | null {
    const source = this.usable().find((one) => one.id === id);
    if (!source) return null;
    return { source, page: this.pages.get(id) ?? null, isOwnWords: !this.retold.has(id) };
  }

  /** Takes what a search found; `retold`: those whose snippet a model wrote. Returns those that must not be used. */
  take(sources: readonly Source[], retold: readonly number[]): readonly RefusedSource[] {
    this.all = sources;
    for (const id of retold) this.retold.add(id);
    return sources.flatMap((source) => this.withhold(source.id, this.policy.ofHit(source)) ?? []);
  }

  /** Takes one more, and none that must not be used: then it says why. An empty snippet is evidence of nothing. */
  add(source: Source): SourceRefusal | null {
    const refusal = this.policy.ofHit(source);
    if (refusal) return refusal;
    this.all = [...this.all, source];
    if (source.snippet === '') this.retold.add(source.id);
    return null;
  }

  /** Takes the page behind a source. One that must not be used takes its source with it. */
  read(id: number, page: FetchedPage): RefusedSource | null {
    const refused = this.withhold(id, this.policy.ofPage(page));
    if (refused) return refused;
    this.pages.set(id, page);
    this.all = this.all.map((source) => (source.id === id ? asRead(source, page) : source));
    return null;
  }

  private withhold(id: number, refusal: SourceRefusal | null): RefusedSource | null {
    if (!refusal) return null;
    this.withheld.add(id);
    return { id, ...refusal };
  }
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
