import { LoopTurns } from '@app/platform';
import type { ModelRequest, Vendor } from '@app/providers';
import { tokenSegments } from './token-segments.js';

/** How many tokens a text has, where no vendor said so. */
export abstract class TokenEstimate {
  /** At least as many as the prompt has; cheap, because every request pays for it. */
  abstract inputBound(request: ModelRequest): number;
  /** As near as possible; only for calls that broke off. */
  abstract inputCount(vendor: Vendor, request: ModelRequest): Promise<number>;
  abstract outputCount(deltas: readonly string[]): Promise<number>;
}

/** `<|im_start|>role<|im_sep|>…<|im_end|>` and what other vendors wrap a message in, generously. */
const BOUND_PER_MESSAGE = 16;
const BOUND_PER_PROMPT = 64;

/**
 * OpenAI frames each message with three tokens beside its role and content, and primes the answer with three
 * (https://github.com/openai/openai-cookbook/blob/main/examples/How_to_count_tokens_with_tiktoken.ipynb).
 */
const FRAME_PER_MESSAGE = 3;
const ROLE = 1;
const PRIMING = 3;

const AS_TEXT = { disallowedSpecial: new Set<string>() };

/** Counted between two turns of the event loop: well under 1 ms of prose, 5 ms of the slowest text there is. */
const SLICE_CHARACTERS = 1_024;
/** What a short segment costs beside its characters, in characters. */
const SEGMENT_COST = 8;

/** Counts with OpenAI's o200k vocabulary, which is also the nearest public one to Anthropic's. */
export class O200kEstimate extends TokenEstimate {
  private counting: Promise<(text: string) => number> | null = null;
  private readonly turns = new LoopTurns();

  /**
   * The UTF-8 bytes of everything, plus framing. A byte-pair token never holds less than one byte, so no
   * tokenizer of this family makes more of it; English has about a quarter. Costs microseconds where counting
   * costs milliseconds.
   */
  inputBound(request: ModelRequest): number {
    let bound = BOUND_PER_PROMPT + Buffer.byteLength(request.system ?? '');
    for (const { content } of request.messages) bound += BOUND_PER_MESSAGE + Buffer.byteLength(content);
    return bound;
  }

  async inputCount(vendor: Vendor, request: ModelRequest): Promise<number> {
    const texts = request.messages.map(({ content }) => content);
    if (request.system !== undefined) texts.unshift(request.system);
    const content = await this.count(texts);
    if (vendor === 'anthropic') return content;
    return content + texts.length * (FRAME_PER_MESSAGE + ROLE) + PRIMING;
  }

  /** Delta by delta: vendors cut between tokens, and counted as one text two of them may look like one. */
  outputCount(deltas: readonly string[]): Promise<number> {
    return this.count(deltas);
  }

  /** Whoever sends it, a text takes the event loop for no longer than one slice at a time. */
  private async count(texts: readonly string[]): Promise<number> {
    const count = await this.counter();
    let tokens = 0;
    let left = SLICE_CHARACTERS;
    for (const text of texts) {
      for (const segment of tokenSegments(text)) {
        tokens += count(segment);
        left -= segment.length + SEGMENT_COST;
        if (left > 0) continue;
        left = SLICE_CHARACTERS;
        await this.turns.next();
      }
    }
    return tokens;
  }

  /** Loaded when first needed: the vocabulary takes a fifth of a second and 40 MB, and most calls never need it. */
  private counter(): Promise<(text: string) => number> {
    this.counting ??= import('gpt-tokenizer/encoding/o200k_base').then(
      // Special tokens in a text are counted as text: a prompt that spells one out must not throw.
      ({ countTokens }) =>
        (text) =>
          countTokens(text, AS_TEXT),
    );
    return this.counting;
  }
}
