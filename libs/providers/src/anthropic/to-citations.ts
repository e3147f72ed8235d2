import type { TextCitation } from '@anthropic-ai/sdk/resources/messages';
import type { CitedSource } from '../cited-turn.js';
import type { ModelCitation } from '../model-event.js';

/** What the kinds of citations say, each a part of it. */
interface AnyCitation {
  readonly type: string;
  readonly cited_text?: string | null;
  readonly title?: string | null;
  readonly document_title?: string | null;
  readonly source?: string;
  readonly url?: string;
  /** Among the `search_result` blocks of the request, from 0. */
  readonly search_result_index?: number;
}

/** One text block of an answer. */
export interface CitedBlock {
  readonly text: string;
  /** Where it begins in the answer's text. */
  readonly start: number;
  readonly citations: readonly TextCitation[];
}

/** A block's citations stand behind all of its text; `sources` in the order in which they were sent. */
export function toCitations(block: CitedBlock, sources: readonly CitedSource[]): ModelCitation[] {
  const claim = block.text.trim();
  if (claim === '') return [];
  const start = block.start + block.text.indexOf(claim);
  const span = { start, end: start + claim.length };
  return (block.citations as readonly AnyCitation[]).map((citation) => {
    const source = sentSource(citation, sources);
    return {
      type: 'citation',
      sourceId: source?.id ?? null,
      url: source?.url ?? citation.source ?? citation.url ?? '',
      title: citation.title ?? citation.document_title ?? source?.title ?? null,
      citedText: citation.cited_text || null,
      span,
    };
  });
}

function sentSource(citation: AnyCitation, sources: readonly CitedSource[]): CitedSource | undefined {
  if (citation.type !== 'search_result_location') return undefined;
  return sources[citation.search_result_index ?? -1];
}
