import { CACHE_STEP_TOKENS, type PromptCache, SHORTEST_CACHED_TOKENS } from '../answering/prompt-cache.js';
import { PromptPrefix } from '../answering/prompt-prefix.js';
import { segmentsOf, type Segment } from '../answering/tokenizer.js';
import { type ChatRequest, textsOf } from './chat-request.js';

export interface PromptTokens {
  readonly prompt: number;
  /** The part of `prompt` that began like a prompt before. */
  readonly cached: number;
}

/** Tokens that frame a message, and that prime the answer: OpenAI's cookbook, "How to count tokens". */
const PER_MESSAGE = 4;
const PRIMING = 3;
/** OpenAI keeps a beginning for five to ten minutes of inactivity. */
const LIFETIME_MS = 10 * 60_000;

/** Counts a prompt, finds how much of its beginning was seen with this model before, and remembers it. */
export function meterPrompt(request: ChatRequest, cache: PromptCache): PromptTokens {
  const prefix = new PromptPrefix();
  let cached = 0;
  let next = SHORTEST_CACHED_TOKENS;
  const add = (segment: Segment): void => {
    prefix.add(segment);
    if (prefix.tokens < next) return;
    const steps = prefix.tokens - (prefix.tokens % CACHE_STEP_TOKENS);
    next = steps + CACHE_STEP_TOKENS;
    if (cache.has(prefix.key)) cached = steps;
    cache.remember(prefix.key, LIFETIME_MS);
  };
  const addText = (text: string): void => segmentsOf(text).forEach(add);
  prefix.add({ tokens: 0, hash: nameHash(request.model) });
  if (request.tools?.length) addText(JSON.stringify(request.tools));
  for (const message of request.messages) {
    add({ tokens: PER_MESSAGE, hash: nameHash(message.role) });
    textsOf(message).forEach(addText);
    if (message.name) addText(message.name);
    if (message.tool_calls) addText(JSON.stringify(message.tool_calls));
  }
  return { prompt: prefix.tokens + PRIMING, cached };
}

const nameHash = (name: string): number => segmentsOf(name)[0]?.hash ?? 0;
