import type { IncomingMessage } from 'node:http';
import { answerTo, cutTo, resized, stopAt } from '../answering/answer.js';
import type { PromptCache } from '../answering/prompt-cache.js';
import { promptOfTurns } from '../answering/prompt-of-turns.js';
import { parseJsonObject } from '../http/parse-json.js';
import { type Asked, Refusal, type Reply, type ReplyContext, type VendorWire } from '../http/vendor-wire.js';
import { anthropicError } from './anthropic-error.js';
import { anthropicHeaders } from './anthropic-headers.js';
import { checkAccess } from './check-access.js';
import { type Message, messageBody, messageStream, messageUsage } from './message.js';
import {
  type AnthropicMessage,
  type Block,
  blocksOf,
  checkMessageRequest,
  type MessageRequest,
} from './message-request.js';
import { meterMessage } from './meter-message.js';
import { searchResults } from './search-results.js';

export const NOT_JSON = 'The request body is not valid JSON: it must be a JSON object.';

const OVERLOADED = new Refusal(529, 'Overloaded');

/** `POST /v1/messages`. */
export class Messages implements VendorWire {
  readonly vendor = 'anthropic';
  readonly headers = anthropicHeaders;
  readonly errorBody = anthropicError;

  constructor(private readonly cache: PromptCache) {}

  read(text: string, request: Pick<IncomingMessage, 'headers'>): Asked {
    const body = parseJsonObject(text, NOT_JSON);
    return {
      model: typeof body.model === 'string' ? body.model : null,
      message: lastUserText(body.messages),
      reply: (context) => {
        checkAccess(request.headers);
        return this.reply(checkMessageRequest(body), context);
      },
    };
  }

  private reply(request: MessageRequest, { id, fault }: ReplyContext): Reply {
    const message: Message = {
      id: `msg_${id.slice(4)}`,
      model: request.model,
      input: meterMessage(request, this.cache),
      ...write(request, fault.output_tokens),
    };
    return {
      outputTokens: message.answer.tokens,
      usage: (tokens) => messageUsage(message, tokens),
      body: () => messageBody(message, fault),
      ...(request.stream && { stream: messageStream(message, fault, anthropicError(OVERLOADED, id)) }),
    };
  }
}

/** Writes the answer under the request's limit; `exactly` is a fault's, and minds no limit. */
function write(
  request: MessageRequest,
  exactly: number | undefined,
): Pick<Message, 'answer' | 'stopReason' | 'stopSequence'> {
  const users = request.messages.filter((message) => message.role === 'user');
  const prompt = promptOfTurns(users.map(textOf));
  const given = searchResults(request.messages);
  const full = answerTo(given.length > 0 ? { ...prompt, sources: [...given, ...prompt.sources] } : prompt);
  if (exactly !== undefined) {
    const stopReason = exactly >= request.max_tokens ? 'max_tokens' : 'end_turn';
    return { answer: resized(full, exactly), stopReason, stopSequence: null };
  }
  const { answer: whole, stop } = stopAt(full, request.stop_sequences ?? []);
  const answer = cutTo(whole, request.max_tokens);
  if (answer.tokens < whole.tokens) return { answer, stopReason: 'max_tokens', stopSequence: null };
  return { answer, stopReason: stop === null ? 'end_turn' : 'stop_sequence', stopSequence: stop };
}

const textOf = (message: AnthropicMessage): string =>
  blocksOf(message.content)
    .flatMap((block: Block | null) => (typeof block?.text === 'string' ? [block.text] : []))
    .join('\n');

function lastUserText(messages: unknown): string {
  if (!Array.isArray(messages)) return '';
  const last = (messages as (AnthropicMessage | null)[]).findLast((message) => message?.role === 'user');
  return last && (typeof last.content === 'string' || Array.isArray(last.content)) ? textOf(last) : '';
}
