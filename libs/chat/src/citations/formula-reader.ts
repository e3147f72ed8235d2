import type { ReadingPlace } from './inline-token.js';
import type { SpanReader } from './span-reader.js';

/** What a dollar sign or a backslash begins or ends: a formula, a price, an escape. */
export class FormulaReader {
  constructor(
    private readonly reader: SpanReader,
    private readonly place: ReadingPlace & { readonly base: number },
  ) {}

  escape(at: number, length: number, code: number): void {
    const { spans } = this.reader;
    const offset = this.place.base + at;
    const escaped = length === 2 ? this.place.text[at + 1] : '';
    if (escaped === '[') return this.reader.open('square', offset, code, { size: 2 });
    if (escaped === '(') return this.reader.open('parenthesis', offset, code, { size: 2 });
    const square = escaped === ']' ? spans.find('square') : undefined;
    const span = escaped === ')' ? spans.find('parenthesis') : square;
    if (span) return this.reader.close(span, offset + 2);
    this.reader.prose.touch(offset, code);
    this.reader.prose.extend(offset, offset + length);
  }

  dollar(at: number, length: number, code: number): void {
    const { text, base } = this.place;
    const offset = base + at;
    if (length === 2 && text[at + 1] === '$') this.reader.toggle('dollars', offset, 2, code, () => true);
    else if (length > 1) this.reader.prose.text(offset, offset + length, code);
    else if (this.mayBeMath(at)) this.reader.toggle('dollar', offset, 1, code, () => true);
    else this.reader.prose.touch(offset, code);
  }

  /** Pandoc's rule: no space inside the signs, no digit behind the closing one. */
  private mayBeMath(at: number): boolean {
    const { text } = this.place;
    const before = text[at - 1] ?? ' ';
    const after = text[at + 1] ?? ' ';
    if (this.reader.spans.find('dollar')) return !/\s/.test(before) && !/\d/.test(after);
    return !/\s/.test(after) && !/\w/.test(before);
  }
}
