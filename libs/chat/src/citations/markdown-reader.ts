import { CodeFence } from './code-fence.js';
import type { InlineReader } from './inline-reader.js';
import { readLineToken, type LineToken } from './line-token.js';

type Mode = 'line' | 'text' | 'skip' | 'fence';

/** Reads an answer line by line: what is a block's sign, what is text (the inline reader's), what is code. */
export class MarkdownReader {
  private mode: Mode = 'line';
  private fence: CodeFence | null = null;
  private indent = 0;
  private bullet = false;
  private heading = false;
  private quoted = false;
  private wasQuoted = false;
  /** Whether indented code may begin here: after a blank line or more of it, outside lists. */
  private afterBlank = true;
  private inList = false;

  constructor(private readonly inline: InlineReader) {}

  /** Reads from `at`; `base` is the offset of `text[0]`. Returns where it stopped for want of text. */
  read(text: string, at: number, base: number, final: boolean): number {
    let next = at;
    while (next < text.length) {
      const before = next;
      const mode = this.mode;
      next = this.step(text, next, base, final);
      if (next === before && mode === this.mode) break;
    }
    return next;
  }

  end(): void {
    this.inline.spans.list.length = 0;
    this.endLine();
    this.inline.endBlock();
  }

  private step(text: string, at: number, base: number, final: boolean): number {
    switch (this.mode) {
      case 'line':
        return this.readLineStart(text, at, base, final);
      case 'text':
        return this.readText(text, at, base, final);
      case 'skip':
        return this.skipLine(text, at);
      default:
        return this.readFence(text, at, final);
    }
  }

  private readLineStart(text: string, at: number, base: number, final: boolean): number {
    const code = text.charCodeAt(at);
    if (code === 0x0a) {
      this.endBlankLine();
      return at + 1;
    }
    if (code === 0x20 || code === 0x09 || code === 0x0d) {
      this.indent += code === 0x09 ? 4 : 1;
      return at + 1;
    }
    if (this.isIndentedCode()) {
      this.mode = 'skip';
      return at;
    }
    const token = readLineToken(text, at, final);
    if (token.kind !== 'undecided') this.take(token, code, base + at);
    return at + token.length;
  }

  private isIndentedCode(): boolean {
    const fresh = this.indent >= 4 && this.afterBlank && !this.bullet && !this.quoted;
    return fresh && !this.inList && !this.inline.spans.any;
  }

  private take(token: LineToken, code: number, offset: number): void {
    switch (token.kind) {
      case 'quote':
        this.quoted = true;
        this.indent = 0;
        return;
      case 'bullet':
        this.inline.endBlock();
        this.bullet = true;
        this.inList = true;
        return;
      case 'heading':
        this.inline.endBlock();
        this.heading = true;
        return;
      case 'rule':
        this.inline.endBlock();
        this.mode = 'skip';
        return;
      case 'fence':
        this.inline.endBlock();
        this.fence = new CodeFence(code, token.length);
        this.mode = 'fence';
        return;
      case 'row':
        this.inline.endBlock();
        this.inline.inRow = true;
        this.inline.prose.startRow();
        return this.startText(offset);
      default:
        return this.startText(offset);
    }
  }

  private startText(offset: number): void {
    if (this.quoted !== this.wasQuoted) this.inline.endBlock();
    if (this.afterBlank && this.indent === 0 && !this.bullet) this.inList = false;
    this.inline.lineStart = offset;
    this.mode = 'text';
  }

  private readText(text: string, at: number, base: number, final: boolean): number {
    const next = this.inline.read(text, at, base, final);
    if (this.inline.brackets.definition) {
      this.inline.brackets.definition = false;
      this.inline.endBlock();
      this.mode = 'skip';
    } else if (text.charCodeAt(next) === 0x0a) {
      this.endTextLine(text, next);
      return next + 1;
    }
    return next;
  }

  /** A line ends: two spaces, a backslash or a colon before it end the sentence too, else it wraps. */
  private endTextLine(text: string, newline: number): void {
    if (/(?: {2}|\\|:)\r?$/.test(text.slice(Math.max(0, newline - 3), newline))) this.inline.prose.break();
    this.endLine();
  }

  private endLine(): void {
    const { inline } = this;
    if (inline.inRow) {
      inline.endCell();
      inline.prose.endRow();
      inline.inRow = false;
    }
    if (this.heading) inline.endBlock();
    inline.prose.space();
    this.startLine(false);
  }

  private endBlankLine(): void {
    this.inline.endBlock();
    this.startLine(true);
  }

  private startLine(afterBlank: boolean): void {
    this.wasQuoted = this.quoted;
    this.afterBlank = afterBlank;
    this.indent = 0;
    this.bullet = false;
    this.heading = false;
    this.quoted = false;
    this.mode = 'line';
  }

  private skipLine(text: string, at: number): number {
    const newline = text.indexOf('\n', at);
    if (newline < 0) return text.length;
    this.startLine(this.isIndentedCode());
    return newline + 1;
  }

  private readFence(text: string, at: number, final: boolean): number {
    const fence = this.fence as CodeFence;
    const next = fence.read(text, at, final);
    if (fence.closed) this.startLine(false);
    return next;
  }
}
