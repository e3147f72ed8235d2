import type { ModelCitation } from '@app/providers';
import type { Citation } from '../chat-response.js';
import { CitationParser, type CitationOutput } from './citation-parser.js';
import { claimsOf } from './claims-of.js';
import type { CitableSource } from './known-sources.js';
import type { Span } from './prose.js';
import type { RejectionReason } from './rejection-reason.js';
import { WrittenText } from './written-text.js';

/** Which source the vendor means, or why it may not be cited. */
export type SourceFinder = (citation: ModelCitation) => CitableSource | { readonly refused: RejectionReason };

/** A link or a marker, from its first bracket to its last, or a bare address. */
const LINK = /^(?:[([【][^]*[)\]】]|https?:\/\/\S+)$/;
/** What stands before the words of a list item, a heading or a quote. */
const BLOCK_SIGN = /^(?:(?:[-*+•>]|\d{1,9}[.)]|#{1,6})[ \t]+)+/;
const LONGEST_RAW = 200;

/**
 * Citations of one answer, about one for each sentence of the longest that models write. Each is checked, sent and
 * kept with some 800 bytes, so what a model repeats without end must end here.
 */
export const MOST_CITATIONS = 500;

/**
 * What a model writes and what its vendor cites, as one kind of citation: the claim, and the marker behind it.
 *
 * - `[n]` and links to known sources are the parser's.
 * - A vendor that cites by itself (`startNative`) marks claims: a citation is told once its text was given, its marker
 *   is empty and stands at the claim's end, and numbers in the text are no markers.
 * - A vendor that annotates links is told last, when the text is whole: the claim is what a `[n]` there would close.
 * - One source is cited once for a claim, and once for a link.
 * - Behind `MOST_CITATIONS` each marker is rejected, once for all its sources.
 *
 * However the text is cut into deltas, text and citations are the same.
 */
export class CitedText {
  private parser: CitationParser;
  private isNative = false;
  private readonly text = new WrittenText();
  private given = 0;
  private lastId = 0;
  private waiting: ModelCitation[] = [];
  private readonly told: Citation[] = [];
  /** The last marker for which there was no room. */
  private crowdedOut: Span | null = null;

  constructor(
    sources: readonly CitableSource[],
    private readonly find: SourceFinder,
  ) {
    this.parser = new CitationParser(sources);
  }

  /** The vendor points at the sources itself; said before the first text. */
  startNative(): void {
    this.isNative = true;
    this.parser = new CitationParser([]);
  }

  push(delta: string): CitationOutput[] {
    this.text.push(delta);
    return this.note(this.parser.push(delta));
  }

  /** Its span lies in what was pushed. */
  cite(citation: ModelCitation): CitationOutput[] {
    this.waiting.push(citation);
    return this.note([]);
  }

  /** The answer is over, or has broken off. */
  end(): CitationOutput[] {
    const output = this.note(this.parser.end());
    const links = this.waiting.filter(({ span }) => this.isLink(span));
    const spans = new Map(
      claimsOf(
        this.text.toString(),
        links.map(({ span }) => span),
      ).map((claim, index) => [links[index], claim]),
    );
    const inOrder = this.waiting.toSorted((one, other) => one.span.start - other.span.start);
    for (const citation of inOrder) {
      const claim = spans.get(citation);
      if (claim) this.tell(citation, claim, citation.span, output);
      else this.tellClaim(citation, output);
    }
    this.waiting = [];
    return output;
  }

  /** What the parser said, and the vendor's citations whose text is out with it. */
  private note(parsed: readonly CitationOutput[]): CitationOutput[] {
    const output: CitationOutput[] = [];
    for (const piece of parsed) {
      if (piece.type === 'rejected' && this.isNative) continue;
      if (piece.type === 'text') this.given = piece.start + piece.text.length;
      if (piece.type === 'citation') this.keep(piece.citation, output);
      else output.push(piece);
    }
    if (!this.isNative) return output;
    // In the vendor's order: none overtakes another.
    while (this.waiting[0] && this.waiting[0].span.end <= this.given)
      this.tellClaim(this.waiting.shift() as ModelCitation, output);
    return output;
  }

  private isLink({ start, end }: Span): boolean {
    return LINK.test(this.text.slice(start, end));
  }

  private tellClaim(citation: ModelCitation, output: CitationOutput[]): void {
    const { start, end } = citation.span;
    const sign = BLOCK_SIGN.exec(this.text.slice(start, end))?.[0].length ?? 0;
    this.tell(citation, { start: start + sign, end }, { start: end, end }, output);
  }

  private tell(cited: ModelCitation, claim: Span, marker: Span, output: CitationOutput[]): void {
    const source = this.find(cited);
    if ('refused' in source) {
      this.reject(cited, marker, source.refused, output);
      return;
    }
    const citation: Citation = {
      id: this.lastId + 1,
      source_id: source.id,
      url: source.url,
      title: source.title,
      start_index: claim.start,
      end_index: claim.end,
      marker: { start_index: marker.start, end_index: marker.end },
    };
    if (!this.told.some((one) => isSame(one, citation))) this.keep(citation, output);
  }

  private keep(citation: Citation, output: CitationOutput[]): void {
    if (this.told.length >= MOST_CITATIONS) return this.crowdOut(citation, output);
    this.lastId = citation.id;
    this.told.push(citation);
    output.push({ type: 'citation', citation });
  }

  private crowdOut(citation: Citation, output: CitationOutput[]): void {
    const { start_index: start, end_index: end } = citation.marker;
    if (this.crowdedOut?.start === start && this.crowdedOut.end === end) return;
    this.crowdedOut = { start, end };
    this.reject(citation, this.crowdedOut, 'too-many-citations', output);
  }

  private reject(
    { url, title }: Pick<ModelCitation, 'url' | 'title'>,
    marker: Span,
    reason: RejectionReason,
    output: CitationOutput[],
  ): void {
    const raw = (this.text.slice(marker.start, marker.end) || url || (title ?? '')).slice(0, LONGEST_RAW);
    output.push({ type: 'rejected', raw, reason, marker });
  }
}

/** Of the same source, and by the same link or for the same claim. */
function isSame(one: Citation, other: Citation): boolean {
  if (one.source_id !== other.source_id) return false;
  const overlap =
    one.marker.start_index < other.marker.end_index && other.marker.start_index < one.marker.end_index;
  return overlap || (one.start_index === other.start_index && one.end_index === other.end_index);
}
