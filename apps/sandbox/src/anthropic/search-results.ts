import type { Source } from '../answering/source.js';
import { type AnthropicMessage, type Block, blocksOf } from './message-request.js';

/** The `search_result` blocks of a conversation, cited by their order in it. */
export function searchResults(messages: readonly AnthropicMessage[]): Source[] {
  return messages
    .flatMap((message) => blocksOf(message.content))
    .filter((block) => block.type === 'search_result')
    .map((block, index) => ({
      id: index + 1,
      title: block.title ?? '',
      url: typeof block.source === 'string' ? block.source : '',
      content: passages(block).join('\n'),
    }));
}

export const searchResultText = (block: Block): string =>
  [block.title ?? '', typeof block.source === 'string' ? block.source : '', ...passages(block)].join('\n');

function passages({ content }: Block): string[] {
  if (!Array.isArray(content)) return [];
  return (content as (Block | null)[]).flatMap((block) =>
    typeof block?.text === 'string' ? [block.text] : [],
  );
}
