import type { Answer, AnswerChunk } from '../answering/answer.js';
import type { Fault } from '../faults/fault.js';
import type { ReplyStream } from '../http/vendor-wire.js';
import type { InputTokens } from './meter-message.js';

/** What a message says, before it is a body or a stream. */
export interface Message {
  readonly id: string;
  readonly model: string;
  readonly answer: Answer;
  readonly stopReason: 'end_turn' | 'max_tokens' | 'stop_sequence';
  readonly stopSequence: string | null;
  readonly input: InputTokens;
}

/** `input_tokens` leaves out what the cache read and wrote. */
export function messageUsage({ input }: Message, outputTokens: number): object {
  return {
    input_tokens: input.uncached,
    cache_creation_input_tokens: input.cacheWrite5m + input.cacheWrite1h,
    cache_read_input_tokens: input.cacheRead,
    cache_creation: {
      ephemeral_5m_input_tokens: input.cacheWrite5m,
      ephemeral_1h_input_tokens: input.cacheWrite1h,
    },
    output_tokens: outputTokens,
    service_tier: 'standard',
    inference_geo: 'not_available',
  };
}

export function messageBody(message: Message, fault: Fault): string {
  const content = message.answer.text === '' ? '[]' : `[{"type":"text","text":${message.answer.json}}]`;
  return document(
    message,
    content,
    `"${message.stopReason}"`,
    JSON.stringify(message.stopSequence),
    message.answer.tokens,
    fault,
  );
}

export function messageStream(message: Message, fault: Fault, error: string): ReplyStream {
  const frameStart =
    'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":';
  const start = `{"type":"message_start","message":${document(message, '[]', 'null', 'null', Math.min(1, message.answer.tokens), fault)}}`;
  const ending = event('message_delta', endingOf(message, fault));
  return {
    opening:
      event('message_start', start) +
      event(
        'content_block_start',
        '{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}',
      ) +
      event('ping', '{"type":"ping"}'),
    chunks: message.answer.chunks,
    frame: (chunk: AnswerChunk) => `${frameStart}${chunk.json}}}\n\n`,
    closing:
      event('content_block_stop', '{"type":"content_block_stop","index":0}') +
      ending +
      (fault.usage_twice ? ending : '') +
      event('message_stop', '{"type":"message_stop"}'),
    errorEvent: event('error', error),
    brokenFrame: `${frameStart}"brok\n\n`,
  };
}

/** The last counts; they are cumulative, so a client that adds them up counts twice. */
function endingOf(message: Message, fault: Fault): string {
  const { input, answer } = message;
  const usage = {
    input_tokens: input.uncached,
    cache_creation_input_tokens: input.cacheWrite5m + input.cacheWrite1h,
    cache_read_input_tokens: input.cacheRead,
    output_tokens: answer.tokens,
  };
  return JSON.stringify({
    type: 'message_delta',
    delta: { stop_reason: message.stopReason, stop_sequence: message.stopSequence },
    ...(!fault.omit_usage && { usage }),
  });
}

function document(
  message: Message,
  content: string,
  reason: string,
  sequence: string,
  tokens: number,
  fault: Fault,
): string {
  const usage = fault.omit_usage ? '' : `,"usage":${JSON.stringify(messageUsage(message, tokens))}`;
  return (
    `{"id":"${message.id}","type":"message","role":"assistant","model":${JSON.stringify(message.model)},"content":${content},` +
    `"stop_reason":${reason},"stop_sequence":${sequence},"stop_details":null,"container":null${usage}}`
  );
}

const event = (name: string, data: string): string => `event: ${name}\ndata: ${data}\n\n`;
