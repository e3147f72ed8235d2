import { type PromptCache, SHORTEST_CACHED_TOKENS } from '../answering/prompt-cache.js';
import { PromptPrefix } from '../answering/prompt-prefix.js';
import { segmentsOf } from '../answering/tokenizer.js';
import { type Block, blocksOf, type CacheControl, type MessageRequest } from './message-request.js';
import { searchResultText } from './search-results.js';

/** The meters are disjoint: together they are the whole prompt. */
export interface InputTokens {
  readonly uncached: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
}

interface Border {
  readonly tokens: number;
  readonly key: number;
  readonly breakpoint?: CacheControl;
}

const PER_MESSAGE = 4;
/** Images and documents are not looked into. */
const OPAQUE_BLOCK_TOKENS = 1_500;
const LIFETIME_MS = { '5m': 5 * 60_000, '1h': 60 * 60_000 } as const;

/**
 * Counts a prompt as Anthropic does: nothing is cached unless a block says `cache_control`; then the longest
 * beginning seen before is read, and what lies between it and each later breakpoint is written.
 */
export function meterMessage(request: MessageRequest, cache: PromptCache): InputTokens {
  const { borders, tokens } = walk(request);
  const last = borders.findLastIndex((border) => border.breakpoint);
  const end = borders[last];
  if (!end || end.tokens < SHORTEST_CACHED_TOKENS)
    return { uncached: tokens, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
  const cached = borders.slice(0, last + 1).filter((border) => border.tokens >= SHORTEST_CACHED_TOKENS);
  const cacheRead = cached.findLast((border) => cache.has(border.key))?.tokens ?? 0;
  const written = { '5m': 0, '1h': 0 };
  let from = cacheRead;
  for (const border of cached) {
    if (!border.breakpoint) continue;
    const ttl = border.breakpoint.ttl ?? '5m';
    cache.remember(border.key, LIFETIME_MS[ttl]);
    if (border.tokens <= from) continue;
    written[ttl] += border.tokens - from;
    from = border.tokens;
  }
  return {
    uncached: tokens - end.tokens,
    cacheRead,
    cacheWrite5m: written['5m'],
    cacheWrite1h: written['1h'],
  };
}

/** The prompt in the order in which it is cached: tools, system, messages; a border behind each block. */
function walk(request: MessageRequest): { borders: Border[]; tokens: number } {
  const prefix = new PromptPrefix();
  const borders: Border[] = [];
  const addText = (text: string): void => segmentsOf(text).forEach((segment) => prefix.add(segment));
  const close = (one: { cache_control?: CacheControl | null }): void => {
    borders.push({
      tokens: prefix.tokens,
      key: prefix.key,
      ...(one.cache_control && { breakpoint: one.cache_control }),
    });
  };
  prefix.add({ tokens: 0, hash: hashOf(request.model) });
  for (const tool of request.tools ?? []) {
    addText(JSON.stringify(tool));
    close(tool);
  }
  const addBlock = (block: Block): void => {
    if (isOpaque(block)) prefix.add({ tokens: OPAQUE_BLOCK_TOKENS, hash: hashOf(block.type) });
    else addText(textOf(block));
    close(block);
  };
  blocksOf(request.system).forEach(addBlock);
  for (const message of request.messages) {
    prefix.add({ tokens: PER_MESSAGE, hash: hashOf(message.role) });
    blocksOf(message.content).forEach(addBlock);
  }
  if (request.cache_control) close(request);
  return { borders, tokens: prefix.tokens };
}

const isOpaque = (block: Block): boolean => block.type === 'image' || block.type === 'document';

function textOf(block: Block): string {
  if (typeof block.text === 'string') return block.text;
  return block.type === 'search_result' ? searchResultText(block) : JSON.stringify(block);
}

const hashOf = (name: string): number => segmentsOf(name)[0]?.hash ?? 0;
