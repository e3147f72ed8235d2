import { runLength } from './line-token.js';

/** A fenced code block, from after its opening run to the end of the line that closes it. */
export class CodeFence {
  closed = false;
  private step: 'line' | 'body' | 'tail' = 'body';

  constructor(
    private readonly code: number,
    private readonly size: number,
  ) {}

  /** Reads on from `at`; returns where it stopped: behind the closing line, or where more text is needed. */
  read(text: string, at: number, final: boolean): number {
    let next = at;
    while (next < text.length && !this.closed) {
      const before = next;
      next = this.step === 'line' ? this.readLineStart(text, next, final) : this.readLine(text, next);
      if (next === before && this.step === 'line') return next;
    }
    return next;
  }

  /** The indent (and a quote's signs), then the run that closes. */
  private readLineStart(text: string, at: number, final: boolean): number {
    const code = text.charCodeAt(at);
    if (code === 0x20 || code === 0x09 || code === 0x3e) return at + 1;
    if (code !== this.code) {
      this.step = 'body';
      return at;
    }
    const run = runLength(text, at);
    if (at + run >= text.length && !final) return at;
    this.step = run >= this.size ? 'tail' : 'body';
    return at + run;
  }

  private readLine(text: string, at: number): number {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    if (this.step === 'tail' && text.slice(at, end).trim() !== '') this.step = 'body';
    if (newline < 0) return end;
    if (this.step === 'tail') this.closed = true;
    this.step = 'line';
    return newline + 1;
  }
}
