import type { Clock } from '@app/platform';
import type { ModelCitation } from '@app/providers';
import { webUrl } from '@app/search';
import type { Source } from '../chat-response.js';
import { KnownSources } from '../citations/known-sources.js';
import type { SourceFinder } from '../citations/cited-text.js';
import { SourcePolicy } from '../sources/source-policy.js';
import type { Draft } from './draft.js';

/** Pages that a vendor's own search may add to one answer: so many source numbers are kept for them. */
export const MOST_VENDOR_SOURCES = 10;

/** Half-open: `[first, end)`. */
export interface SourceNumbers {
  readonly first: number;
  readonly end: number;
}

const LONGEST_TITLE = 300;
const LONGEST_SNIPPET = 2_000;

/**
 * Finds the source that a vendor's citation means: by our number, by its address, or as a page the vendor found by
 * itself, which becomes a source of the draft. What the request may not search is not cited either.
 * `numbers`: those that are kept for this turn.
 */
export function vendorSources(draft: Draft, numbers: SourceNumbers, clock: Clock): SourceFinder {
  const policy = new SourcePolicy({ allow: draft.options.search_domains }, clock.now());
  return (citation) => {
    const known = knownSource(draft, citation);
    if (known) return draft.withheld.has(known.id) ? { refused: 'unknown-source' } : known;
    const page = citation.sourceId === null ? webUrl(citation.url) : null;
    if (!page) return { refused: 'unknown-source' };
    if (!draft.options.search_enabled) return { refused: 'search-off' };
    const id = numbers.first + draft.sources.length;
    const source = sourceOf(id, draft, citation, page, clock);
    const refusal = policy.ofHit(source);
    if (refusal) return { refused: refusal.code };
    if (id >= numbers.end) return { refused: 'too-many-sources' };
    draft.sources = [...draft.sources, source];
    // Nothing of the page is at hand that a claim could be held against.
    if (source.snippet === '') draft.retold.add(source.id);
    return source;
  };
}

function knownSource({ sources }: Draft, { sourceId, url }: ModelCitation): Source | undefined {
  const id = sourceId ?? new KnownSources(sources).find(url)?.id;
  return sources.find((source) => source.id === id);
}

function sourceOf(
  id: number,
  { sources, answeredBy, provider }: Draft,
  { title, citedText }: ModelCitation,
  page: URL,
  clock: Clock,
): Source {
  return {
    id,
    url: page.href,
    title: (title || page.hostname).slice(0, LONGEST_TITLE),
    snippet: (citedText ?? '').slice(0, LONGEST_SNIPPET),
    published_at: null,
    fetched_at: new Date(clock.now()).toISOString(),
    engine: answeredBy?.provider ?? provider,
    rank: sources.length + 1,
  };
}
