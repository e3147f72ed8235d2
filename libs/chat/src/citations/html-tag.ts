export type Progress = 'open' | 'closed' | 'failed';

/** Elements whose text is code or math, never prose. */
const RAW = new Set(['code', 'pre', 'script', 'style', 'math', 'textarea', 'kbd', 'samp', 'svg']);
/** Tags that end a sentence wherever they stand. */
const BREAKING = new Set(['br', 'p', 'li', 'td', 'th', 'tr', 'div', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6']);

type Step =
  | 'start'
  | 'name'
  | 'space'
  | 'attribute'
  | 'attribute-end'
  | 'equals'
  | 'double'
  | 'single'
  | 'unquoted'
  | 'slash'
  | 'autolink'
  | 'other';

const isLetter = (c: string): boolean => /[A-Za-z]/.test(c);
const isNameCharacter = (c: string): boolean => /[A-Za-z0-9-]/.test(c);
const isSpace = (c: string): boolean => /\s/.test(c);

/**
 * CommonMark's raw HTML, one character at a time: an open or closing tag, a declaration, an autolink. It fails
 * as soon as the grammar is broken, so that "a < b" is soon text again.
 */
export class HtmlTag {
  private step: Step = 'start';
  private name = '';
  private closing = false;

  /** The raw element this tag opens or closes, if it is one. */
  get raw(): { readonly name: string; readonly closing: boolean } | null {
    return RAW.has(this.name) ? { name: this.name, closing: this.closing } : null;
  }

  get opening(): boolean {
    return !this.closing && this.name !== '';
  }

  get breaking(): boolean {
    return BREAKING.has(this.name);
  }

  /** `code` is the next code unit after `<`. */
  feed(code: number): Progress {
    const character = String.fromCharCode(code);
    const next = STEPS[this.step].call(this, character);
    if (next === 'closed' || next === 'failed') return next;
    this.step = next;
    return 'open';
  }

  start(c: string): Step | 'failed' {
    if (c === '/' && !this.closing) {
      this.closing = true;
      return 'start';
    }
    if ((c === '!' || c === '?') && !this.closing) return 'other';
    return isLetter(c) ? this.named(c) : 'failed';
  }

  named(c: string): Step {
    if (this.name.length < 16) this.name += c.toLowerCase();
    return 'name';
  }
}

type StepFunction = (this: HtmlTag, c: string) => Step | 'closed' | 'failed';

const STEPS: Record<Step, StepFunction> = {
  start(c) {
    return this.start(c);
  },
  name(c) {
    if (isNameCharacter(c)) return this.named(c);
    if (c === ':' || c === '@' || c === '.' || c === '+') return 'autolink';
    return between(c);
  },
  space: between,
  attribute(c) {
    if (c === '=') return 'equals';
    if (isSpace(c)) return 'attribute-end';
    return /[\w:.@-]/.test(c) ? 'attribute' : between(c);
  },
  'attribute-end'(c) {
    if (c === '=') return 'equals';
    return isSpace(c) ? 'attribute-end' : between(c);
  },
  equals(c) {
    if (c === '"') return 'double';
    if (c === "'") return 'single';
    if (isSpace(c)) return 'equals';
    return /[=<>`]/.test(c) ? 'failed' : 'unquoted';
  },
  double: (c) => (c === '"' ? 'space' : 'double'),
  single: (c) => (c === "'" ? 'space' : 'single'),
  unquoted(c) {
    if (/["'=<`]/.test(c)) return 'failed';
    return isSpace(c) || c === '>' ? between(c) : 'unquoted';
  },
  slash: (c) => (c === '>' ? 'closed' : 'failed'),
  autolink(c) {
    if (c === '>') return 'closed';
    return isSpace(c) || c === '<' ? 'failed' : 'autolink';
  },
  other: (c) => (c === '>' ? 'closed' : 'other'),
};

function between(c: string): Step | 'closed' | 'failed' {
  if (c === '>') return 'closed';
  if (c === '/') return 'slash';
  if (isSpace(c)) return 'space';
  return /[A-Za-z_:]/.test(c) ? 'attribute' : 'failed';
}
