import type { AnswerChunk } from '../answering/answer.js';
import type { Fault } from '../faults/fault.js';
import type { ReplyStream } from '../http/vendor-wire.js';
import type { CitedText } from './cited-message.js';

/** A message of several blocks, before it is a body or a stream. */
export interface CitedMessage {
  readonly id: string;
  readonly model: string;
  readonly text: CitedText;
  /** The blocks before the text: the search and what it found. */
  readonly tools: readonly object[];
  readonly stopReason: 'end_turn' | 'max_tokens';
  /** What is known when the stream begins: the search is not. */
  readonly usageAtStart: object;
  /** What is charged when so many tokens of text were written. */
  usage(tokens: number): object;
}

export function citedBody(message: CitedMessage, fault: Fault): string {
  const texts = message.text.blocks.map(({ answer, citations }) => ({
    type: 'text',
    text: answer.text,
    ...(citations.length > 0 && { citations }),
  }));
  const usage = message.usage(message.text.tokens);
  return JSON.stringify(
    document(message, [...message.tools, ...texts], message.stopReason, fault.omit_usage ? undefined : usage),
  );
}

/** Anthropic sends a block's citations before its text. */
export function citedStream(message: CitedMessage, fault: Fault, error: string): ReplyStream {
  const { blocks } = message.text;
  const first = message.tools.length;
  const frames = new Map<AnswerChunk, string>();
  blocks.forEach(({ answer, citations }, at) => {
    const index = first + at;
    const before = at === 0 ? '' : stop(index - 1);
    const head =
      before + start(index, { type: 'text', text: '', ...(citations.length > 0 && { citations: [] }) });
    const cited = citations.map((citation) => delta(index, { type: 'citations_delta', citation })).join('');
    answer.chunks.forEach((chunk, nth) => {
      const text = delta(index, { type: 'text_delta', text: chunk.text });
      frames.set(chunk, nth === 0 ? head + cited + text : text);
    });
  });
  const opening = document(message, [], null, fault.omit_usage ? undefined : message.usageAtStart);
  const ending = event('message_delta', {
    type: 'message_delta',
    delta: { stop_reason: message.stopReason, stop_sequence: null },
    ...(!fault.omit_usage && { usage: message.usage(message.text.tokens) }),
  });
  return {
    opening:
      event('message_start', { type: 'message_start', message: opening }) +
      event('ping', { type: 'ping' }) +
      message.tools.map(toolFrames).join(''),
    chunks: blocks.flatMap(({ answer }) => answer.chunks),
    frame: (chunk) => frames.get(chunk) as string,
    closing:
      (blocks.length === 0 ? '' : stop(first + blocks.length - 1)) +
      ending +
      (fault.usage_twice ? ending : '') +
      event('message_stop', { type: 'message_stop' }),
    errorEvent: `event: error\ndata: ${error}\n\n`,
    brokenFrame: `event: content_block_delta\ndata: {"type":"content_block_delta","index":${first},"delta":{"type":"text_delta","text":"brok\n\n`,
  };
}

/** The input of a call comes in deltas, what it found comes whole. */
function toolFrames(block: object, index: number): string {
  const { type, input, ...rest } = block as { type: string; input?: object };
  if (type !== 'server_tool_use') return start(index, block) + stop(index);
  const json = { type: 'input_json_delta', partial_json: JSON.stringify(input) };
  return start(index, { type, ...rest, input: {} }) + delta(index, json) + stop(index);
}

function document(
  message: CitedMessage,
  content: readonly object[],
  reason: string | null,
  usage: object | undefined,
): object {
  return {
    id: message.id,
    type: 'message',
    role: 'assistant',
    model: message.model,
    content,
    stop_reason: reason,
    stop_sequence: null,
    stop_details: null,
    container: null,
    usage,
  };
}

const start = (index: number, block: object): string =>
  event('content_block_start', { type: 'content_block_start', index, content_block: block });
const delta = (index: number, change: object): string =>
  event('content_block_delta', { type: 'content_block_delta', index, delta: change });
const stop = (index: number): string => event('content_block_stop', { type: 'content_block_stop', index });
const event = (name: string, data: object): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
