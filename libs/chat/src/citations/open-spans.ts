import type { DaggerLabel } from './dagger-label.js';
import type { HtmlTag } from './html-tag.js';
import type { LinkTarget } from './link-target.js';
import type { ProseState } from './prose.js';

export type SpanKind =
  'code' | 'dollar' | 'dollars' | 'parenthesis' | 'square' | 'html' | 'comment' | 'raw' | 'link' | 'dagger';

/**
 * Something that began and may never end: a lone backtick is text, two make code. While it is open the text is
 * read as prose all the same; if it closes, `mark` and `state` take that reading back. So nothing is held up,
 * nothing read twice, and the answer does not depend on where the text was cut.
 */
export interface OpenSpan {
  readonly kind: SpanKind;
  readonly start: number;
  /** After so many code units it was no opening: text. */
  readonly limit: number;
  readonly mark: number;
  readonly state: ProseState;
  /** The prose before its first character. */
  readonly before?: ProseState;
  /** How many backticks. */
  readonly size?: number;
  /** The raw element: `code`. */
  readonly name?: string;
  readonly tag?: HtmlTag;
  readonly label?: DaggerLabel;
  /** Of a link: what it becomes after `]`. */
  target?: LinkTarget;
  /** Of a link: the prose at its `]`. */
  textState?: ProseState;
  readonly image?: boolean;
  /** Of a link: the text before it only leads to it. */
  readonly led?: boolean;
  /** Of a link: nothing stands before it in its line. */
  readonly startsLine?: boolean;
  /** Of a link whose text is a marker: its numbers, and how they were written. */
  readonly numbers?: { readonly ids: readonly number[]; readonly raw: string };
  /** Of a link: whether anything but numbers and brackets stands in it. */
  worded?: boolean;
}

/** Deeper than this nobody nests; what opens beyond is text. */
const DEEPEST = 8;

/** Ends of blocks end these; the others may hold blank lines and lists. */
const WITHIN_BLOCK: ReadonlySet<SpanKind> = new Set([
  'code',
  'dollar',
  'parenthesis',
  'html',
  'link',
  'dagger',
]);

/** How long each kind may be, in UTF-16 code units. */
export const LIMITS: Readonly<Record<SpanKind, number>> = {
  code: 10_000,
  dollar: 512,
  dollars: 4_096,
  parenthesis: 1_024,
  square: 4_096,
  html: 2_048,
  comment: 8_192,
  raw: 20_000,
  link: 2_500,
  dagger: 256,
};

/** What is open, outermost first. */
export class OpenSpans {
  readonly list: OpenSpan[] = [];

  get any(): boolean {
    return this.list.length > 0;
  }

  /** Before this mark nothing can be taken back any more. */
  get settledMark(): number {
    return this.list[0]?.mark ?? Infinity;
  }

  open(span: OpenSpan): void {
    if (this.list.length < DEEPEST) this.list.push(span);
  }

  find(kind: SpanKind, matches: (span: OpenSpan) => boolean = () => true): OpenSpan | undefined {
    return this.list.find((span) => span.kind === kind && matches(span));
  }

  /** The innermost link whose text is still being written. */
  innermostText(): OpenSpan | undefined {
    return this.list.findLast((span) => span.kind === 'link' && span.target === undefined);
  }

  /** The span has come to its end: it and all inside it are gone. */
  close(span: OpenSpan): void {
    this.list.length = this.list.indexOf(span);
  }

  /** It was none: what is inside it stays. */
  drop(span: OpenSpan): void {
    this.list.splice(this.list.indexOf(span), 1);
  }

  endBlock(): void {
    this.keep((span) => !WITHIN_BLOCK.has(span.kind));
  }

  expire(at: number): void {
    if (this.list.some((span) => at - span.start > span.limit))
      this.keep((span) => at - span.start <= span.limit);
  }

  private keep(wanted: (span: OpenSpan) => boolean): void {
    const kept = this.list.filter(wanted);
    this.list.splice(0, this.list.length, ...kept);
  }
}
