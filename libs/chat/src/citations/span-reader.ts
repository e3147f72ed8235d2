import type { CitationQueue } from './citation-queue.js';
import type { DaggerLabel } from './dagger-label.js';
import { HtmlTag, type Progress } from './html-tag.js';
import type { KnownSources } from './known-sources.js';
import { LinkTarget } from './link-target.js';
import { isLeadIn } from './look-around.js';
import { LIMITS, OpenSpans, type OpenSpan, type SpanKind } from './open-spans.js';
import { Prose, type ProseState } from './prose.js';

const GREATER = 0x3e;
const HYPHEN = 0x2d;
const SQUARE = 0x5b;

/** What stands before a marker. */
type MarkerPlace = Pick<OpenSpan, 'led' | 'startsLine'>;

/** Opens and closes what may be code, math, HTML or a link, and takes markers into the queue. */
export class SpanReader {
  readonly spans = new OpenSpans();
  readonly prose: Prose;

  constructor(
    readonly queue: CitationQueue,
    private readonly sources: KnownSources,
  ) {
    this.prose = new Prose((claim) => queue.resolve(this.settledFrom(), claim));
  }

  /** Markers before this place wait for prose outside of what is open: claims inside it are not theirs. */
  settledFrom(): number {
    return this.spans.any ? this.spans.settledMark : 0;
  }

  accept(start: number, end: number, raw: string, ids: readonly number[], place: MarkerPlace = {}): void {
    const { led = false, startsLine = false } = place;
    const claim = this.prose.mark(startsLine);
    if (led) this.prose.lead();
    else if (claim) this.queue.resolve(this.settledFrom(), claim);
    this.queue.add({ ids, raw, marker: { start, end }, claim: led ? null : claim });
  }

  /** Whether what stands before `offset` only leads to a marker there; `text` starts at offset `base`. */
  leadsIn(offset: number, text: string, base: number): boolean {
    const claim = this.prose.claim();
    if (claim === null || offset - claim.start > 64) return false;
    return isLeadIn(text.slice(claim.start - base, claim.end - base));
  }

  open(kind: SpanKind, start: number, code: number, more: Partial<OpenSpan> = {}): void {
    const before = this.prose.snapshot();
    this.prose.touch(start, code);
    // A link or a label may become a marker, so what it takes back is all of it; the others are a part of their sentence.
    const state = kind === 'link' || kind === 'dagger' ? before : this.prose.snapshot();
    this.spans.open({ ...more, kind, start, limit: LIMITS[kind], mark: this.queue.mark, state, before });
    this.prose.extend(start, start + (more.size ?? 1));
  }

  close(span: OpenSpan, end: number): void {
    this.spans.close(span);
    this.queue.cutBack(span.mark);
    this.prose.restore(span.state);
    this.prose.extend(span.start, end);
  }

  /** Closes the open span of this kind that fits, or opens one. */
  toggle(kind: SpanKind, start: number, size: number, code: number, fits: (span: OpenSpan) => boolean): void {
    const span = this.spans.find(kind, fits);
    if (span) this.close(span, start + size);
    else this.open(kind, start, code, { size });
  }

  /** A marker with a `(` behind it: if an address follows it was a link's text, and the marker is taken back. */
  acceptBeforeTarget(
    start: number,
    end: number,
    raw: string,
    ids: readonly number[],
    link: Partial<OpenSpan>,
  ): void {
    const state = this.prose.snapshot();
    const mark = this.queue.mark;
    this.accept(start, end, raw, ids, link);
    const target = new LinkTarget();
    this.spans.open({
      ...link,
      kind: 'link',
      start,
      limit: LIMITS.link,
      mark,
      state,
      textState: state,
      target,
      numbers: { ids, raw },
    });
  }

  /**
   * Shows the character at `at` to what is open. True: it closed something and is used up by that.
   */
  feed(text: string, at: number, base: number): boolean {
    const { list } = this.spans;
    for (let index = 0; index < list.length; index++) {
      const progress = this.feedSpan(list[index] as OpenSpan, text, at, base);
      if (progress === 'closed') return true;
      if (progress === 'failed') list.splice(index--, 1);
    }
    return false;
  }

  private feedSpan(span: OpenSpan, text: string, at: number, base: number): Progress {
    const code = text.charCodeAt(at);
    if (span.tag) {
      const progress = span.tag.feed(code);
      if (progress === 'closed') this.closeTag(span, span.tag, base + at + 1);
      return progress;
    }
    if (span.label) {
      const progress = span.label.feed(code);
      if (progress === 'closed') this.closeLabel(span, span.label, base + at + 1);
      return progress;
    }
    if (span.target) {
      const progress = span.target.feed(code);
      if (progress === 'closed') this.closeLink(span, span.target, base + at + 1);
      return progress;
    }
    if (span.kind === 'link' && !isMatrixCharacter(code)) span.worded = true;
    if (span.kind !== 'comment' || !endsComment(text, at, base + at - span.start)) return 'open';
    this.close(span, base + at + 1);
    return 'closed';
  }

  private closeTag(span: OpenSpan, tag: HtmlTag, end: number): void {
    const { raw } = tag;
    const opened = raw?.closing ? this.spans.find('raw', (other) => other.name === raw.name) : undefined;
    this.close(opened ?? span, end);
    // An opening tag belongs to what follows: where nothing does, the claim ends before it (`blue<sup>[1]</sup>`).
    if (tag.opening && span.before && isMidSentence(span.before)) this.prose.restore(span.before);
    if (tag.breaking) this.prose.break();
    if (!raw || raw.closing) return;
    const state = this.prose.snapshot();
    const { start } = span;
    this.spans.open({ kind: 'raw', start, limit: LIMITS.raw, mark: this.queue.mark, state, name: raw.name });
  }

  private closeLabel(span: OpenSpan, { raw, ids }: DaggerLabel, end: number): void {
    this.takeBack(span);
    this.prose.restore(span.state);
    this.accept(span.start, end, raw, ids, span);
  }

  private takeBack(span: OpenSpan): void {
    this.spans.close(span);
    this.queue.cutBack(span.mark);
  }

  private closeLink(span: OpenSpan, target: LinkTarget, end: number): void {
    this.takeBack(span);
    const cited = span.image ? undefined : this.citedBy(span, target);
    this.prose.restore(cited ? span.state : (span.textState ?? span.state));
    if (cited) return this.accept(span.start, end, cited.raw, cited.ids, span);
    this.prose.touch(span.start, SQUARE);
    this.prose.extend(span.start, end);
  }

  /** A known page; or, where the address is a place in the answer (`[1](#sources)`), the number that leads there. */
  private citedBy({ numbers }: OpenSpan, { url }: LinkTarget): OpenSpan['numbers'] {
    if (url.startsWith('#')) return numbers;
    const source = this.sources.find(url);
    // A known source is never rejected, so nobody will ask how the link was written.
    return source && { ids: [source.id], raw: '' };
  }
}

function isMidSentence({ start, stop, marked }: ProseState): boolean {
  return start >= 0 && stop < 0 && !marked;
}

/** `-->`, and not the one of `<!-->`. */
function endsComment(text: string, at: number, length: number): boolean {
  if (text.charCodeAt(at) !== GREATER || length < 5) return false;
  return text.charCodeAt(at - 1) === HYPHEN && text.charCodeAt(at - 2) === HYPHEN;
}

/** What a matrix is made of: `[[1, 2], [3, 4]]`. */
function isMatrixCharacter(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || ' ,;.-[]\t'.includes(String.fromCharCode(code));
}
