import { isWithinSentence } from '../sentences/sentence-stop.js';
import { Character, classOf, type CharacterClass } from './characters.js';
import type { CitationQueue } from './citation-queue.js';
import { HtmlTag } from './html-tag.js';
import { InlineToken, measurePlain, type ReadingPlace } from './inline-token.js';
import type { KnownSources } from './known-sources.js';
import { LinkTarget } from './link-target.js';
import { isIndexed } from './look-around.js';
import { UNDECIDED } from './marker.js';
import type { OpenSpan, OpenSpans } from './open-spans.js';
import type { Prose } from './prose.js';
import { SpanReader } from './span-reader.js';

const COLON = 0x3a;
const EQUALS = 0x3d;
const BANG = 0x21;
const SQUARE = 0x5b;

/** Reads the text of one line at a time: sentences, markers, and what is code, math, HTML or a link. */
export class InlineReader implements ReadingPlace {
  readonly spans: OpenSpans;
  readonly prose: Prose;
  /** Where the text of this line starts, behind bullets and quotes; an offset of the answer. */
  lineStart = 0;
  inRow = false;
  /** Set when the line turned out to be a reference or footnote definition. */
  definition = false;

  text = '';
  final = false;
  /** The offset of `text[0]` in the answer. */
  private base = 0;
  private readonly token = new InlineToken();
  private readonly reader: SpanReader;
  /** Behind the last bracket that was no marker: `matrix[i][1]`. */
  private loneEnd = -1;

  constructor(
    private readonly queue: CitationQueue,
    sources: KnownSources,
  ) {
    this.reader = new SpanReader(queue, sources);
    this.spans = this.reader.spans;
    this.prose = this.reader.prose;
  }

  get inLinkText(): boolean {
    return this.spans.any && this.spans.innermostText() !== undefined;
  }

  /** Reads from `at` to the line's end (which it leaves), the text's end, or where more text is needed. */
  read(text: string, at: number, base: number, final: boolean): number {
    this.text = text;
    this.base = base;
    this.final = final;
    let next = at;
    while (next < text.length && !this.definition) {
      const code = text.charCodeAt(next);
      const kind = classOf(code);
      if (kind === Character.Newline) return next;
      const inSpans = this.spans.any;
      // Runs of plain characters are taken at once; within a span they go one by one.
      const isRun = kind === Character.Plain && !inSpans;
      const length = isRun ? measurePlain(text, next) : this.token.measure(kind, next, this);
      if (length === UNDECIDED) return next;
      next = inSpans ? this.readInSpans(kind, next, length) : next + this.act(kind, next, length, code);
    }
    return next;
  }

  endBlock(): void {
    this.spans.endBlock();
    this.prose.break();
    this.queue.resolve(this.reader.settledFrom(), this.prose.previous);
  }

  endCell(): void {
    this.spans.endBlock();
    this.prose.break();
    const { row } = this.prose;
    if (row) this.queue.resolve(this.reader.settledFrom(), row);
  }

  /** Shows each character to what is open; one of them may close something and is used up by that. */
  private readInSpans(kind: CharacterClass, at: number, length: number): number {
    this.spans.expire(this.base + at);
    for (let index = at; index < at + length; index++)
      if (this.reader.feed(this.text, index, this.base)) return index + 1;
    return at + this.act(kind, at, length, this.codeAt(at));
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
        if (isWithinSentence(this.text, at, this.final)) this.prose.touch(offset, code);
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
    const offset = this.base + at;
    switch (kind) {
      case Character.Opening:
        if (this.token.ids !== null) return this.takeMarker(at, length, this.token.ids);
        this.reader.open('link', offset, code, this.linkAt(at));
        return 1;
      case Character.Closing:
        return this.closeBracket(at, length, code);
      case Character.Backslash:
        this.escape(at, length, code);
        return length;
      case Character.Backtick:
        this.reader.toggle('code', offset, length, code, (span) => span.size === length);
        return length;
      case Character.Dollar:
        this.takeDollar(at, length, code);
        return length;
      case Character.Angle:
        if (length === 4) this.reader.open('comment', offset, code);
        else this.reader.open('html', offset, code, { tag: new HtmlTag() });
        return length;
      default:
        this.prose.touch(offset, code);
        return length;
    }
  }

  private takeMarker(at: number, length: number, ids: readonly number[]): number {
    const { markerLength } = this.token;
    const start = this.base + at;
    const end = start + markerLength;
    if (start === this.lineStart && this.codeAt(at + markerLength) === COLON) {
      this.definition = true;
      return markerLength;
    }
    if (this.isIndex(at)) {
      this.prose.touch(start, SQUARE);
      this.prose.extend(start, end);
      this.loneEnd = end;
      return markerLength;
    }
    const raw = this.text.slice(at, at + markerLength);
    const link = this.linkAt(at);
    if (length > markerLength) this.reader.acceptBeforeTarget(start, end, raw, ids, link);
    else this.reader.accept(start, end, raw, ids, link.led);
    return length;
  }

  private linkAt(at: number): { readonly image: boolean; readonly led: boolean } {
    const led = this.reader.leadsIn(this.base + at, this.text, this.base);
    return { image: this.codeAt(at - 1) === BANG, led };
  }

  private isIndex(at: number): boolean {
    if (this.base + at === this.loneEnd || isIndexed(this.text, at)) return true;
    return this.codeAt(at + this.token.markerLength) === EQUALS;
  }

  private closeBracket(at: number, length: number, code: number): number {
    const span = this.spans.innermostText();
    const end = this.base + at + 1;
    this.prose.touch(end - 1, code);
    if (span && length === 2) {
      span.textState = this.prose.snapshot();
      span.target = new LinkTarget();
      return 2;
    }
    if (span) {
      this.spans.drop(span);
      this.endPlainBracket(span, at);
    }
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

  private escape(at: number, length: number, code: number): void {
    const offset = this.base + at;
    const escaped = length === 2 ? this.text[at + 1] : '';
    if (escaped === '[') return this.reader.open('square', offset, code, { size: 2 });
    if (escaped === '(') return this.reader.open('parenthesis', offset, code, { size: 2 });
    const square = escaped === ']' ? this.spans.find('square') : undefined;
    const span = escaped === ')' ? this.spans.find('parenthesis') : square;
    if (span) return this.reader.close(span, offset + 2);
    this.prose.touch(offset, code);
    this.prose.extend(offset, offset + length);
  }

  private takeDollar(at: number, length: number, code: number): void {
    const offset = this.base + at;
    if (length === 2 && this.text[at + 1] === '$') this.reader.toggle('dollars', offset, 2, code, () => true);
    else if (length > 1) this.prose.text(offset, offset + length, code);
    else if (this.mayBeMath(at)) this.reader.toggle('dollar', offset, 1, code, () => true);
    else this.prose.touch(offset, code);
  }

  /** Pandoc's rule: no space inside the signs, no digit behind the closing one. */
  private mayBeMath(at: number): boolean {
    const before = this.text[at - 1] ?? ' ';
    const after = this.text[at + 1] ?? ' ';
    if (this.spans.find('dollar')) return !/\s/.test(before) && !/\d/.test(after);
    return !/\s/.test(after) && !/\w/.test(before);
  }

  private codeAt(at: number): number {
    return this.text.charCodeAt(at);
  }
}
