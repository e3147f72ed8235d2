import type { Answer, AnswerChunk } from '../answering/answer.js';
import type { Fault } from '../faults/fault.js';
import type { ReplyStream } from '../http/vendor-wire.js';
import type { PromptTokens } from './meter-prompt.js';

/** What a chat completion says, before it is a body or a stream. */
export interface Completion {
  readonly id: string;
  /** Epoch seconds. */
  readonly created: number;
  readonly model: string;
  readonly answer: Answer;
  readonly finishReason: 'stop' | 'length';
  readonly prompt: PromptTokens;
  readonly reasoning: number;
}

export interface CompletionUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details: { readonly cached_tokens: number; readonly audio_tokens: number };
  readonly completion_tokens_details: {
    readonly reasoning_tokens: number;
    readonly audio_tokens: number;
    readonly accepted_prediction_tokens: number;
    readonly rejected_prediction_tokens: number;
  };
}

/** Reasoning is a part of `completion_tokens`, cached tokens are a part of `prompt_tokens`. */
export function completionUsage({ prompt, reasoning }: Completion, textTokens: number): CompletionUsage {
  const completion = reasoning + textTokens;
  return {
    prompt_tokens: prompt.prompt,
    completion_tokens: completion,
    total_tokens: prompt.prompt + completion,
    prompt_tokens_details: { cached_tokens: prompt.cached, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

export function completionBody(completion: Completion, fault: Fault): string {
  const usage = fault.omit_usage
    ? ''
    : `,"usage":${JSON.stringify(completionUsage(completion, completion.answer.tokens))}`;
  return (
    `{"id":"${completion.id}","object":"chat.completion","created":${completion.created},"model":${JSON.stringify(completion.model)},` +
    `"choices":[{"index":0,"message":{"role":"assistant","content":${completion.answer.json},"refusal":null,"annotations":[]},` +
    `"logprobs":null,"finish_reason":"${completion.finishReason}"}]${usage},"service_tier":"default","system_fingerprint":"fp_sandbox"}`
  );
}

/** `includeUsage`: a last chunk without choices carries the usage, and every other one says `usage: null`. */
export function completionStream(
  completion: Completion,
  includeUsage: boolean,
  fault: Fault,
  error: string,
): ReplyStream {
  const head =
    `data: {"id":"${completion.id}","object":"chat.completion.chunk","created":${completion.created},` +
    `"model":${JSON.stringify(completion.model)},"service_tier":"default","system_fingerprint":"fp_sandbox","choices":[`;
  const tail = includeUsage ? '],"usage":null}\n\n' : ']}\n\n';
  const choice = (delta: string, reason: string): string =>
    `${head}{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${reason}}${tail}`;
  const [frameStart, frameEnd] = choice('{"content":\0}', 'null').split('\0') as [string, string];
  const sendUsage = includeUsage && !fault.omit_usage;
  const usage = sendUsage
    ? `${head}],"usage":${JSON.stringify(completionUsage(completion, completion.answer.tokens))}}\n\n`
    : '';
  return {
    opening: choice('{"role":"assistant","content":"","refusal":null}', 'null'),
    chunks: completion.answer.chunks,
    frame: (chunk: AnswerChunk) => frameStart + chunk.json + frameEnd,
    closing: `${choice('{}', `"${completion.finishReason}"`)}${usage}${fault.usage_twice ? usage : ''}data: [DONE]\n\n`,
    errorEvent: `data: ${error}\n\n`,
    brokenFrame: `${frameStart}"brok\n\n`,
  };
}
