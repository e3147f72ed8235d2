import { DaggerLabel } from './dagger-label.js';
import type { InlineToken, ReadingPlace } from './inline-token.js';
import { LinkTarget } from './link-target.js';
import { isIndexed } from './look-around.js';
import type { IsSource } from './marker.js';
import type { OpenSpan } from './open-spans.js';
import type { SpanReader } from './span-reader.js';

const COLON = 0x3a;
const EQUALS = 0x3d;
const BANG = 0x21;
const SQUARE = 0x5b;

/** Where the reader of a line is. */
export interface LinePlace extends ReadingPlace {
  /** The offset of `text[0]` in the answer. */
  readonly base: number;
  /** Where the text of this line starts, behind bullets and quotes; an offset of the answer. */
  readonly lineStart: number;
}

/** What a bracket is: a marker, an index, a link's text, a definition's label, a task's box, a matrix, or just words. */
export class BracketReader {
  /** Set when the line turned out to be a reference or footnote definition. */
  definition = false;
  /** Behind the last bracket that was no marker: `matrix[i][1]`. */
  private loneEnd = -1;

  constructor(
    private readonly reader: SpanReader,
    private readonly token: InlineToken,
    private readonly place: LinePlace,
    private readonly isSource: IsSource,
  ) {}

  /** Returns how many of the `length` characters at `at` are done with. */
  open(at: number, length: number, code: number): number {
    if (this.token.ids !== null) return this.takeMarker(at, length, this.token.ids);
    const offset = this.place.base + at;
    const label = DaggerLabel.at(this.place.text, at, this.isSource);
    const place = this.linkAt(at);
    if (label) this.reader.open('dagger', offset, code, { ...place, label });
    else this.reader.open('link', offset, code, place);
    return 1;
  }

  close(at: number, length: number, code: number): number {
    const span = this.reader.spans.innermostText();
    const end = this.place.base + at + 1;
    this.reader.prose.touch(end - 1, code);
    if (span && length === 2) {
      span.textState = this.reader.prose.snapshot();
      span.target = new LinkTarget();
      return 2;
    }
    if (span) {
      this.reader.spans.drop(span);
      this.endPlain(span, at);
    }
    this.loneEnd = end;
    return 1;
  }

  /** `¹` behind a sentence: it has no brackets that could make it anything else. */
  takeRaised(at: number, length: number, ids: readonly number[]): void {
    const start = this.place.base + at;
    this.reader.accept(start, start + length, this.place.text.slice(at, at + length), ids);
  }

  private takeMarker(at: number, length: number, ids: readonly number[]): number {
    const { markerLength } = this.token;
    const { text, base, lineStart } = this.place;
    const start = base + at;
    const end = start + markerLength;
    if (start === lineStart && this.codeAt(at + markerLength) === COLON) {
      this.definition = true;
      return markerLength;
    }
    if (this.isIndex(at)) {
      this.reader.prose.touch(start, SQUARE);
      this.reader.prose.extend(start, end);
      this.loneEnd = end;
      return markerLength;
    }
    const raw = text.slice(at, at + markerLength);
    const link = this.linkAt(at);
    if (length > markerLength) this.reader.acceptBeforeTarget(start, end, raw, ids, link);
    else this.reader.accept(start, end, raw, ids, link);
    return length;
  }

  private linkAt(at: number): Pick<OpenSpan, 'image' | 'led' | 'startsLine'> {
    const { text, base, lineStart } = this.place;
    const led = this.reader.leadsIn(base + at, text, base);
    return { image: this.codeAt(at - 1) === BANG, led, startsLine: base + at === lineStart };
  }

  private isIndex(at: number): boolean {
    if (this.place.base + at === this.loneEnd || isIndexed(this.place.text, at)) return true;
    return this.codeAt(at + this.token.markerLength) === EQUALS;
  }

  private endPlain(span: OpenSpan, at: number): void {
    const { base, lineStart } = this.place;
    const startsLine = span.start === lineStart;
    if (startsLine && this.codeAt(at + 1) === COLON) this.definition = true;
    else if (startsLine && base + at - span.start === 2) this.reader.prose.skip();
    else if (!span.worded) this.reader.queue.cutBack(span.mark);
  }

  private codeAt(at: number): number {
    return this.place.text.charCodeAt(at);
  }
}
