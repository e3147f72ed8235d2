import { CitationQueue, type CitationResult } from './citation-queue.js';
import { InlineReader } from './inline-reader.js';
import { KnownSources, type CitableSource } from './known-sources.js';
import { LOOK_BACK } from './look-around.js';
import { MarkdownReader } from './markdown-reader.js';

/** In the order of the answer. The texts, one after another, are exactly what was pushed. */
export type CitationOutput =
  | {
      readonly type: 'text';
      readonly text: string;
      /** Where it starts in the answer, in UTF-16 code units. */
      readonly start: number;
    }
  | CitationResult;

/**
 * Text deltas in; text, citations and rejected markers out. The text is passed on as it was written, markers
 * included; at most 32 code units wait, so that a marker (and a surrogate pair) arrives whole.
 *
 * However the text is cut into deltas, text, citations and rejections are the same. Each character is read
 * once (a marker's at most once per delta while it waits): O(1) amortised.
 */
export class CitationParser {
  private readonly queue: CitationQueue;
  private readonly inline: InlineReader;
  private readonly reader: MarkdownReader;
  /** The last `LOOK_BACK` characters that were read, and what was not read yet. */
  private buffer = '';
  private base: number;
  /** Where reading goes on, and from where text was not given out yet: indices of `buffer`. */
  private read = 0;
  private given = 0;

  /** `startIndex`: the offset of the first character, where the answer has begun before. */
  constructor(sources: readonly CitableSource[], startIndex = 0) {
    const known = new KnownSources(sources);
    this.queue = new CitationQueue(known);
    this.inline = new InlineReader(this.queue, known);
    this.reader = new MarkdownReader(this.inline);
    this.base = startIndex;
  }

  push(delta: string): CitationOutput[] {
    if (delta === '') return [];
    this.buffer += delta;
    this.read = this.reader.read(this.buffer, this.read, this.base, false);
    const output: CitationOutput[] = [];
    this.giveText(splitsPair(this.buffer, this.read) ? this.read - 1 : this.read, output);
    this.queue.drain(this.inline.spans.settledMark, output as CitationResult[]);
    this.forget();
    return output;
  }

  /** The answer is over: what waited is decided as it stands. */
  end(): CitationOutput[] {
    this.reader.read(this.buffer, this.read, this.base, true);
    this.reader.end();
    const output: CitationOutput[] = [];
    this.giveText(this.buffer.length, output);
    this.queue.drain(Infinity, output as CitationResult[]);
    return output;
  }

  private giveText(end: number, output: CitationOutput[]): void {
    if (end <= this.given) return;
    output.push({ type: 'text', text: this.buffer.slice(this.given, end), start: this.base + this.given });
    this.given = end;
  }

  private forget(): void {
    const dispensable = Math.min(this.read - LOOK_BACK, this.given);
    if (dispensable <= LOOK_BACK) return;
    this.buffer = this.buffer.slice(dispensable);
    this.base += dispensable;
    this.read -= dispensable;
    this.given -= dispensable;
  }
}

/** Whether the code unit before `end` is the first half of a pair whose second is not there yet. */
function splitsPair(text: string, end: number): boolean {
  if (end !== text.length) return false;
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last <= 0xdbff;
}
