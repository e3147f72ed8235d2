import type { Segment } from './tokenizer.js';

const MIX_A = 0x85ebca6b;
const MIX_B = 0xc2b2ae35;

/** A prompt as it grows from its start: how many tokens it has and a key that names exactly this beginning. */
export class PromptPrefix {
  tokens = 0;
  private a = 0x9e3779b9;
  private b = 0x7f4a7c15;

  add(segment: Segment): void {
    this.tokens += segment.tokens;
    this.a = Math.imul((this.a ^ segment.hash) >>> 0, MIX_A) ^ (this.a >>> 13);
    this.b = Math.imul((this.b + segment.hash) >>> 0, MIX_B) ^ (this.b >>> 15);
  }

  /** 53 bits of what was added so far and in which order. */
  get key(): number {
    return (this.a >>> 0) * 0x200000 + ((this.b >>> 0) & 0x1fffff);
  }
}
