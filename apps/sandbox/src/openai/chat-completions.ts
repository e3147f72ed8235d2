import { answerTo, cutTo, resized, stopAt } from '../answering/answer.js';
import type { PromptCache } from '../answering/prompt-cache.js';
import { promptOfTurns } from '../answering/prompt-of-turns.js';
import { parseJsonObject } from '../http/parse-json.js';
import { type Asked, Refusal, type Reply, type ReplyContext, type VendorWire } from '../http/vendor-wire.js';
import { type ChatMessage, type ChatRequest, checkChatRequest, textsOf } from './chat-request.js';
import { type Completion, completionBody, completionStream, completionUsage } from './completion.js';
import { meterPrompt } from './meter-prompt.js';
import { openaiError } from './openai-error.js';
import { openaiHeaders } from './openai-headers.js';

/** Tokens of hidden reasoning by `reasoning_effort`: multiples of 64, as the vendor counts them; billed as output. */
const REASONING: Readonly<Record<string, number>> = { low: 64, medium: 192, high: 448, xhigh: 896 };

const NO_KEY =
  "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth " +
  '(i.e. Authorization: Bearer YOUR_KEY).';
const NOT_JSON =
  'We could not parse the JSON body of your request. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.';

const ERROR_INSIDE = openaiError(
  new Refusal(500, 'The server had an error while processing your request. Sorry about that!'),
);

/** `POST /v1/chat/completions`. */
export class ChatCompletions implements VendorWire {
  readonly vendor = 'openai';
  readonly headers = openaiHeaders;
  readonly errorBody = openaiError;

  constructor(private readonly cache: PromptCache) {}

  read(text: string, request: { headers: { authorization?: string } }): Asked {
    const body = parseJsonObject(text, NOT_JSON);
    const key = request.headers.authorization;
    return {
      model: typeof body.model === 'string' ? body.model : null,
      message: lastUserText(body.messages),
      reply: (context) => {
        if (!key || !/^Bearer\s+\S/i.test(key)) throw new Refusal(401, NO_KEY);
        return this.reply(checkChatRequest(body), context);
      },
    };
  }

  private reply(request: ChatRequest, { id, now, fault }: ReplyContext): Reply {
    const completion: Completion = {
      id: `chatcmpl-${id.slice(4)}`,
      created: Math.floor(now / 1000),
      model: request.model,
      prompt: meterPrompt(request, this.cache),
      ...write(request, fault.output_tokens),
    };
    return {
      outputTokens: completion.answer.tokens,
      usage: (tokens) => completionUsage(completion, tokens),
      body: () => completionBody(completion, fault),
      ...(request.stream && {
        stream: completionStream(
          completion,
          request.stream_options?.include_usage === true,
          fault,
          ERROR_INSIDE,
        ),
      }),
    };
  }
}

/** Writes the answer under the request's limit; `exactly` is a fault's, and minds no limit. */
function write(
  request: ChatRequest,
  exactly: number | undefined,
): Pick<Completion, 'answer' | 'finishReason' | 'reasoning'> {
  const limit = request.max_completion_tokens ?? request.max_tokens ?? Infinity;
  const reasoning = Math.min(REASONING[request.reasoning_effort ?? ''] ?? 0, limit);
  const users = request.messages.filter((message) => message.role === 'user');
  const full = answerTo(promptOfTurns(users.map((message) => textsOf(message).join('\n'))));
  if (exactly !== undefined) {
    return {
      answer: resized(full, exactly),
      reasoning,
      finishReason: exactly + reasoning >= limit ? 'length' : 'stop',
    };
  }
  const whole = request.stop ? stopAt(full, [request.stop].flat()).answer : full;
  const answer = cutTo(whole, limit - reasoning);
  return { answer, reasoning, finishReason: answer.tokens < whole.tokens ? 'length' : 'stop' };
}

function lastUserText(messages: unknown): string {
  if (!Array.isArray(messages)) return '';
  const last = (messages as (ChatMessage | null)[]).findLast((message) => message?.role === 'user');
  return last && (typeof last.content === 'string' || Array.isArray(last.content))
    ? textsOf(last).join('\n')
    : '';
}
