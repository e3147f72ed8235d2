import type { Source } from '../answering/source.js';
import { type AnthropicMessage, type Block, blocksOf } from '../anthropic/message-request.js';
import { searchResults } from '../anthropic/search-results.js';

/** The `search_result` blocks of a conversation where they ask for citations; the vendor wants all or none. */
export function givenResults(messages: readonly AnthropicMessage[]): Source[] {
  return blocks(messages).some(wantsCitations) ? searchResults(messages) : [];
}

/** `source`: from 1, in the order of the blocks. The block of text that holds the quote is what is cited. */
export function searchResultCitation(
  messages: readonly AnthropicMessage[],
  source: number,
  quote: string,
): object {
  const block = blocks(messages)[source - 1] as Block;
  const texts = (block.content as readonly Block[]).map(({ text = '' }) => text);
  const body = quote.replace(/[.!?:;…]+$/, '');
  const at = Math.max(
    0,
    texts.findIndex((text) => text.includes(body)),
  );
  return {
    type: 'search_result_location',
    cited_text: texts[at] ?? '',
    source: block.source,
    title: block.title ?? null,
    search_result_index: source - 1,
    start_block_index: at,
    end_block_index: at + 1,
  };
}

const blocks = (messages: readonly AnthropicMessage[]): Block[] =>
  messages.flatMap(({ content }) => blocksOf(content)).filter(({ type }) => type === 'search_result');

const wantsCitations = (block: Block): boolean =>
  (block as { citations?: { enabled?: unknown } }).citations?.enabled === true;
