import type { Clock } from '@app/platform';
import type { ModelCitation } from '@app/providers';
import { webUrl } from '@app/search';
import type { Source } from '../chat-response.js';
import { KnownSources } from '../citations/known-sources.js';
import type { SourceFinder } from '../citations/cited-text.js';
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
  return (citation) => {
    const known = knownSource(draft, citation);
    if (known) return draft.sources.evidenceOf(known.id)?.source ?? { refused: 'unknown-source' };
    const page = citation.sourceId === null ? webUrl(citation.url) : null;
    if (!page) return { refused: 'unknown-source' };
    if (!draft.options.search_enabled) return { refused: 'search-off' };
    const id = numbers.first + draft.sources.shown.length;
    if (id >= numbers.end) return { refused: 'too-many-sources' };
    const source = sourceOf(id, draft, citation, page, clock);
    const refusal = draft.sources.add(source);
    return refusal ? { refused: refusal.code } : source;
  };
}

function knownSource({ sources }: Draft, { sourceId, url }: ModelCitation): Source | undefined {
  const id = sourceId ?? new KnownSources(sources.shown).find(url)?.id;
  return sources.shown.find((source) => source.id === id);
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
    rank: sources.shown.length + 1,
  };
}
