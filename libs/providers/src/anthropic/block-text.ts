import type { TextBlock, TextCitation } from '@anthropic-ai/sdk/resources/messages';
import type { CitedSource } from '../cited-turn.js';
import type { ModelCitation } from '../model-event.js';
import { toCitations } from './to-citations.js';

/**
 * The text block that is being written, and where it stands. Its citations come before its text, and what they
 * stand behind is known when it ends.
 */
export class BlockText {
  private start = 0;
  private text = '';
  private citations: TextCitation[] = [];

  constructor(private readonly sources: readonly CitedSource[]) {}

  open({ text, citations }: Partial<TextBlock>): void {
    this.text = text ?? '';
    this.citations = citations ? [...citations] : [];
  }

  add(text: string): void {
    this.text += text;
  }

  cite(citation: TextCitation): void {
    this.citations.push(citation);
  }

  /** What stands behind the block. */
  close(): readonly ModelCitation[] {
    const { start, text, citations } = this;
    this.start += text.length;
    this.text = '';
    this.citations = [];
    return citations.length === 0 ? [] : toCitations({ text, start, citations }, this.sources);
  }
}
