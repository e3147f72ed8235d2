import { isWithinSentence } from '../sentences/sentence-stop.js';
import { BracketReader, type LinePlace } from './bracket-reader.js';
import { Character, classOf, type CharacterClass } from './characters.js';
import type { CitationQueue } from './citation-queue.js';
import { FormulaReader } from './formula-reader.js';
import { HtmlTag } from './html-tag.js';
import { InlineToken, measurePlain } from './inline-token.js';
import type { KnownSources } from './known-sources.js';
import { UNDECIDED } from './marker.js';
import type { OpenSpans } from './open-spans.js';
import type { Prose } from './prose.js';
import { SpanReader } from './span-reader.js';

/** Reads the text of one line at a time: sentences, and by its parts brackets, formulas, code and HTML. */
export class InlineReader implements LinePlace {
  readonly spans: OpenSpans;
  readonly prose: Prose;
  readonly brackets: BracketReader;
  lineStart = 0;
  inRow = false;

  text = '';
  base = 0;
  final = false;
  private readonly token: InlineToken;
  private readonly reader: SpanReader;
  private readonly formulas: FormulaReader;

  constructor(
    private readonly queue: CitationQueue,
    sources: KnownSources,
  ) {
    this.token = new InlineToken(sources.has);
    this.reader = new SpanReader(queue, sources);
    this.spans = this.reader.spans;
    this.prose = this.reader.prose;
    this.brackets = new BracketReader(this.reader, this.token, this, sources.has);
    this.formulas = new FormulaReader(this.reader, this);
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
    while (next < text.length && !this.brackets.definition) {
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
    return at + this.act(kind, at, length, this.text.charCodeAt(at));
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
      case Character.Opening:
        return this.brackets.open(at, length, code);
      case Character.Closing:
        return this.brackets.close(at, length, code);
      default:
        this.actOnMarkup(kind, at, length, code);
        return length;
    }
  }

  private actOnMarkup(kind: CharacterClass, at: number, length: number, code: number): void {
    const offset = this.base + at;
    switch (kind) {
      case Character.Pipe:
        if (this.inRow) return this.endCell();
        return this.prose.touch(offset, code);
      case Character.Backslash:
        return this.formulas.escape(at, length, code);
      case Character.Dollar:
        return this.formulas.dollar(at, length, code);
      case Character.Backtick:
        return this.reader.toggle('code', offset, length, code, (span) => span.size === length);
      case Character.Angle:
        if (length === 4) return this.reader.open('comment', offset, code);
        return this.reader.open('html', offset, code, { tag: new HtmlTag() });
      case Character.Raised:
        if (this.token.ids !== null) return this.brackets.takeRaised(at, length, this.token.ids);
        return this.prose.text(offset, offset + length, code);
      default:
        return this.prose.touch(offset, code);
    }
  }
}
