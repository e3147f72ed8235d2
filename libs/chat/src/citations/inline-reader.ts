import { Character, classOf, type CharacterClass } from './characters.js';
import type { CitationQueue } from './citation-queue.js';
import { HtmlTag } from './html-tag.js';
import type { KnownSources } from './known-sources.js';
import { LinkTarget } from './link-target.js';
import { runLength } from './line-token.js';
import { isAbbreviation, isIndexed, isLeadIn, measurePrice } from './look-around.js';
import { measureMarker, readMarker, UNDECIDED } from './marker.js';
import { LIMITS, OpenSpans, type OpenSpan, type SpanKind } from './open-spans.js';
import { Prose } from './prose.js';

const OPENING_PARENTHESIS = 0x28;
const COLON = 0x3a;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const BANG = 0x21;
const HYPHEN = 0x2d;

/** Reads the text of one line at a time: sentences, markers, and what is code, math, HTML or a link. */
export class InlineReader {
  readonly spans = new OpenSpans();
  readonly prose: Prose;
  /** Where the text of this line starts, behind bullets and quotes; an offset of the answer. */
  lineStart = 0;
  inRow = false;
  /** Set when the line turned out to be a reference or footnote definition. */
  definition = false;

  private text = '';
  /** The offset of `text[0]` in the answer. */
  private base = 0;
  /** The source numbers of the marker that was measured last; null where it was none. */
  private ids: readonly number[] | null = null;
  private markerLength = 0;
  /** Behind the last bracket that was no marker: `matrix[i][1]`. */
  private loneEnd = -1;

  constructor(
    private readonly queue: CitationQueue,
    private readonly sources: KnownSources,
  ) {
    this.prose = new Prose((claim) => this.queue.resolve(this.settledFrom(), claim));
  }

  /** Reads from `at` to the line's end (which it leaves), the text's end, or where more text is needed. */
  read(text: string, at: number, base: number, final: boolean): number {
    this.text = text;
    this.base = base;
    let next = at;
    while (next < text.length && !this.definition) {
      const code = text.charCodeAt(next);
      const kind = classOf(code);
      if (kind === Character.Newline) return next;
      const length = kind === Character.Plain ? this.measurePlain(next) : this.measure(kind, next, final);
      if (length === UNDECIDED) return next;
      next = this.spans.any
        ? this.readInSpans(kind, next, length)
        : next + this.act(kind, next, length, code);
    }
    return next;
  }

  endBlock(): void {
    this.spans.endBlock();
    this.prose.break();
    this.queue.resolve(this.settledFrom(), this.prose.previous);
  }

  endCell(): void {
    this.spans.endBlock();
    this.prose.break();
    const { row } = this.prose;
    if (row) this.queue.resolve(this.settledFrom(), row);
  }

  private settledFrom(): number {
    return this.spans.any ? this.spans.settledMark : 0;
  }

  /** Runs of plain characters are taken at once; within a span they go one by one. */
  private measurePlain(at: number): number {
    if (this.spans.any) return 1;
    let end = at + 1;
    while (end < this.text.length && classOf(this.text.charCodeAt(end)) === Character.Plain) end++;
    return end - at;
  }

  private measure(kind: CharacterClass, at: number, final: boolean): number {
    switch (kind) {
      case Character.Opening:
        return this.measureOpening(at, final);
      case Character.Closing:
        return (
          this.within(at + 1, final) ??
          (this.spans.innermostText() && this.codeAt(at + 1) === OPENING_PARENTHESIS ? 2 : 1)
        );
      case Character.Backslash:
        return (
          this.within(at + 1, final) ?? (at + 1 < this.text.length && this.text[at + 1] !== '\n' ? 2 : 1)
        );
      case Character.Backtick: {
        const run = runLength(this.text, at);
        return run < 30 ? (this.within(at + run, final) ?? run) : run;
      }
      case Character.Dollar:
        return this.within(at + 1, final) ?? this.measureDollar(at, final);
      case Character.Angle:
        return this.measureAngle(at, final);
      default:
        return 1;
    }
  }

  private measureOpening(at: number, final: boolean): number {
    this.ids = null;
    this.markerLength = measureMarker(this.text, at, final);
    if (this.markerLength === UNDECIDED) return UNDECIDED;
    if (this.markerLength === 0) return 1;
    const end = at + this.markerLength;
    const undecided = this.within(end, final);
    if (undecided !== undefined) return undecided;
    this.ids = readMarker(this.text.slice(at, end));
    if (this.ids === null) return 1;
    return this.codeAt(end) === OPENING_PARENTHESIS && !this.isIndex(at)
      ? this.markerLength + 1
      : this.markerLength;
  }

  private measureDollar(at: number, final: boolean): number {
    if (this.text[at + 1] === '$') return 2;
    const price = measurePrice(this.text, at, final);
    return price === 0 ? 1 : price;
  }

  private measureAngle(at: number, final: boolean): number {
    if (this.text.startsWith('<!--', at)) return 4;
    const partial = !final && at + 4 > this.text.length && '<!--'.startsWith(this.text.slice(at));
    return partial ? UNDECIDED : 1;
  }

  /** `UNDECIDED` while the character at `at` is not there yet. */
  private within(at: number, final: boolean): typeof UNDECIDED | undefined {
    return at >= this.text.length && !final ? UNDECIDED : undefined;
  }

  private codeAt(at: number): number {
    return this.text.charCodeAt(at);
  }

  /** Shows each character to what is open; one of them may close something and is used up by that. */
  private readInSpans(kind: CharacterClass, at: number, length: number): number {
    this.spans.expire(this.base + at);
    for (let index = at; index < at + length; index++) if (this.feed(index)) return index + 1;
    return at + this.act(kind, at, length, this.codeAt(at));
  }

  private feed(at: number): boolean {
    const code = this.codeAt(at);
    const { list } = this.spans;
    for (let index = 0; index < list.length; index++) {
      const progress = this.feedSpan(list[index] as OpenSpan, code, at);
      if (progress === 'closed') return true;
      if (progress === 'failed') list.splice(index--, 1);
    }
    return false;
  }

  private feedSpan(span: OpenSpan, code: number, at: number): 'open' | 'closed' | 'failed' {
    if (span.tag) {
      const progress = span.tag.feed(code);
      if (progress === 'closed') this.closeTag(span, span.tag, at + 1);
      return progress;
    }
    if (span.target) {
      const progress = span.target.feed(code);
      if (progress === 'closed') this.closeLink(span, span.target, at + 1);
      return progress;
    }
    if (span.kind === 'link' && !isMatrixCharacter(code)) span.worded = true;
    if (span.kind !== 'comment' || code !== GREATER || !this.endsComment(span, at)) return 'open';
    this.close(span, at + 1);
    return 'closed';
  }

  private endsComment(span: OpenSpan, at: number): boolean {
    const longEnough = this.base + at - span.start >= 5;
    return longEnough && this.codeAt(at - 1) === HYPHEN && this.codeAt(at - 2) === HYPHEN;
  }

  /** What the `length` characters at `at` mean; returns how many of them are done with. */
  private act(kind: CharacterClass, at: number, length: number, code: number): number {
    const offset = this.base + at;
    switch (kind) {
      case Character.Plain:
        this.prose.text(offset, offset + length, code);
        return length;
      case Character.Space:
        this.prose.space();
        return length;
      case Character.Stop:
        if (code === 0x2e && isAbbreviation(this.text, at)) this.prose.touch(offset, code);
        else this.prose.stop(offset, false);
        return length;
      case Character.FullStop:
        this.prose.stop(offset, true);
        return length;
      case Character.Parenthesis:
        this.prose.parenthesis(offset);
        return length;
      case Character.Pipe:
        if (this.inRow) this.endCell();
        else this.prose.touch(offset, code);
        return length;
      default:
        return this.actOnMarkup(kind, at, length, code);
    }
  }

  private actOnMarkup(kind: CharacterClass, at: number, length: number, code: number): number {
    switch (kind) {
      case Character.Opening:
        return this.ids === null ? this.openLink(at, code) : this.readMarkerAt(at, length, this.ids);
      case Character.Closing:
        return this.closeBracket(at, length, code);
      case Character.Backslash:
        return this.escape(at, length, code);
      case Character.Backtick:
        return this.toggle('code', at, length, code, (span) => span.size === length);
      case Character.Dollar:
        return this.dollar(at, length, code);
      case Character.Angle:
        return this.angle(at, length, code);
      default:
        this.prose.touch(this.base + at, code);
        return length;
    }
  }

  private isIndex(at: number): boolean {
    if (this.base + at === this.loneEnd || isIndexed(this.text, at)) return true;
    return this.codeAt(at + this.markerLength) === EQUALS;
  }

  private readMarkerAt(at: number, length: number, ids: readonly number[]): number {
    const start = this.base + at;
    const end = start + this.markerLength;
    if (start === this.lineStart && this.codeAt(at + this.markerLength) === COLON) {
      this.definition = true;
      return this.markerLength;
    }
    if (this.isIndex(at)) {
      this.prose.touch(start, 0x5b);
      this.prose.extend(start, end);
      this.loneEnd = end;
      return this.markerLength;
    }
    const state = this.prose.snapshot();
    const mark = this.queue.mark;
    const led = this.leadsIn(start);
    this.accept(start, end, ids, led);
    if (length === this.markerLength) return length;
    const image = this.codeAt(at - 1) === BANG;
    const target = new LinkTarget();
    const link = {
      kind: 'link',
      start,
      limit: LIMITS.link,
      mark,
      state,
      textState: state,
      target,
      image,
      led,
    } as const;
    this.spans.open(link);
    return length;
  }

  private accept(start: number, end: number, ids: readonly number[], led: boolean): void {
    const claim = this.prose.mark();
    if (led) this.prose.lead();
    else if (claim) this.queue.resolve(this.settledFrom(), claim);
    this.queue.add({ ids, raw: this.slice(start, end), marker: { start, end }, claim: led ? null : claim });
  }

  /** Whether what stands before `offset` only leads to a marker there. */
  private leadsIn(offset: number): boolean {
    const claim = this.prose.claim();
    return claim !== null && offset - claim.start <= 64 && isLeadIn(this.slice(claim.start, claim.end));
  }

  private slice(start: number, end: number): string {
    return this.text.slice(start - this.base, end - this.base);
  }

  private openLink(at: number, code: number): number {
    this.open('link', at, code, { image: this.codeAt(at - 1) === BANG, led: this.leadsIn(this.base + at) });
    return 1;
  }

  private closeBracket(at: number, length: number, code: number): number {
    const span = this.spans.innermostText();
    const end = this.base + at + 1;
    this.prose.touch(end - 1, code);
    if (span === undefined) {
      this.loneEnd = end;
      return 1;
    }
    if (length === 2) {
      span.textState = this.prose.snapshot();
      span.target = new LinkTarget();
      return 2;
    }
    this.spans.drop(span);
    this.endPlainBracket(span, at);
    this.loneEnd = end;
    return 1;
  }

  /** A bracket that is no link: a definition's label, a task's box, a matrix, or just words. */
  private endPlainBracket(span: OpenSpan, at: number): void {
    const startsLine = span.start === this.lineStart;
    if (startsLine && this.codeAt(at + 1) === COLON) this.definition = true;
    else if (startsLine && this.base + at - span.start === 2) this.prose.skip();
    else if (!span.worded) this.queue.cutBack(span.mark);
  }

  private escape(at: number, length: number, code: number): number {
    const escaped = length === 2 ? this.text[at + 1] : '';
    if (escaped === '[') return this.toggle('square', at, 2, code, () => false);
    if (escaped === '(') return this.toggle('parenthesis', at, 2, code, () => false);
    const span =
      escaped === ']'
        ? this.spans.find('square')
        : escaped === ')'
          ? this.spans.find('parenthesis')
          : undefined;
    if (span) {
      this.close(span, this.base + at + 2);
      return 2;
    }
    this.prose.touch(this.base + at, code);
    this.prose.extend(this.base + at, this.base + at + length);
    return length;
  }

  private dollar(at: number, length: number, code: number): number {
    if (length === 2 && this.text[at + 1] === '$') return this.toggle('dollars', at, 2, code, () => true);
    if (length > 1) {
      this.prose.text(this.base + at, this.base + at + length, code);
      return length;
    }
    const closes = !/\s/.test(this.text[at - 1] ?? ' ') && !/\d/.test(this.text[at + 1] ?? '');
    const opens = !/\s/.test(this.text[at + 1] ?? ' ') && !/\w/.test(this.text[at - 1] ?? '');
    if (this.spans.find('dollar') ? closes : opens) return this.toggle('dollar', at, 1, code, () => true);
    this.prose.touch(this.base + at, code);
    return 1;
  }

  private angle(at: number, length: number, code: number): number {
    if (length === 4) this.open('comment', at, code);
    else this.open('html', at, code, { tag: new HtmlTag() });
    return length;
  }

  /** Closes the open span of this kind that fits, or opens one. */
  private toggle(
    kind: SpanKind,
    at: number,
    size: number,
    code: number,
    fits: (span: OpenSpan) => boolean,
  ): number {
    const span = this.spans.find(kind, fits);
    if (span) this.close(span, this.base + at + size);
    else this.open(kind, at, code, { size });
    return size;
  }

  private open(kind: SpanKind, at: number, code: number, more: Partial<OpenSpan> = {}): void {
    const start = this.base + at;
    const before = this.prose.snapshot();
    this.prose.touch(start, code);
    // A link may become a marker, so what it takes back is all of it; the others are a part of their sentence.
    const state = kind === 'link' ? before : this.prose.snapshot();
    this.spans.open({ ...more, kind, start, limit: LIMITS[kind], mark: this.queue.mark, state });
    this.prose.extend(start, start + (more.size ?? 1));
  }

  private close(span: OpenSpan, end: number): void {
    this.spans.close(span);
    this.queue.cutBack(span.mark);
    this.prose.restore(span.state);
    this.prose.extend(span.start, end);
  }

  private closeTag(span: OpenSpan, tag: HtmlTag, end: number): void {
    const raw = tag.raw;
    const opened = raw?.closing ? this.spans.find('raw', (other) => other.name === raw.name) : undefined;
    this.close(opened ?? span, end);
    if (tag.breaking) this.prose.break();
    if (!raw || raw.closing) return;
    const state = this.prose.snapshot();
    this.spans.open({
      kind: 'raw',
      start: span.start,
      limit: LIMITS.raw,
      mark: this.queue.mark,
      state,
      name: raw.name,
    });
  }

  private closeLink(span: OpenSpan, target: LinkTarget, end: number): void {
    this.spans.close(span);
    this.queue.cutBack(span.mark);
    const source = span.image ? undefined : this.sources.find(target.url);
    this.prose.restore(source ? span.state : (span.textState ?? span.state));
    if (source) return this.accept(span.start, end, [source.id], span.led === true);
    this.prose.touch(span.start, 0x5b);
    this.prose.extend(span.start, end);
  }
}

/** What a matrix is made of: `[[1, 2], [3, 4]]`. */
function isMatrixCharacter(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || ' ,;.-[]\t'.includes(String.fromCharCode(code));
}
