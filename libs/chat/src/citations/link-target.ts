import type { Progress } from './html-tag.js';

const LONGEST = 2_048;

/** `(address "title")` behind a link's text, one character at a time, from the one after `(` on. */
export class LinkTarget {
  private address = '';
  private step: 'address' | 'after' | 'title' | 'done' = 'address';
  private depth = 0;
  private angled = false;
  private quote = '';

  get url(): string {
    return this.address;
  }

  feed(code: number): Progress {
    if (code === 0x0a) return 'failed';
    const character = String.fromCharCode(code);
    switch (this.step) {
      case 'address':
        return this.inAddress(character);
      case 'after':
        return this.afterAddress(character);
      case 'title':
        if (character === this.quote) this.step = 'done';
        return 'open';
      default:
        if (character === ')') return 'closed';
        return character === ' ' ? 'open' : 'failed';
    }
  }

  private inAddress(c: string): Progress {
    if (c === '<' && this.address === '') {
      this.angled = true;
      return 'open';
    }
    if (this.angled ? c === '>' : c === ' ' || c === '\t') {
      this.step = 'after';
      return 'open';
    }
    if (!this.angled && c === ')' && this.depth-- === 0) return 'closed';
    if (c === '(') this.depth++;
    this.address += c;
    return this.address.length > LONGEST ? 'failed' : 'open';
  }

  private afterAddress(c: string): Progress {
    if (c === ')') return 'closed';
    if (c === ' ' || c === '\t') return 'open';
    if (c !== '"' && c !== "'" && c !== '(') return 'failed';
    this.quote = c === '(' ? ')' : c;
    this.step = 'title';
    return 'open';
  }
}
