import { answerTo } from '../answering/answer.js';
import type { PromptCache } from '../answering/prompt-cache.js';
import { promptOfTurns } from '../answering/prompt-of-turns.js';
import { tokensIn } from '../answering/tokenizer.js';
import type { Corpus } from '../corpus/corpus.js';
import { parseJsonObject } from '../http/parse-json.js';
import { type Asked, Refusal, type Reply, type ReplyContext, type VendorWire } from '../http/vendor-wire.js';
import { textsOf } from '../openai/chat-request.js';
import { meterPrompt } from '../openai/meter-prompt.js';
import { openaiError } from '../openai/openai-error.js';
import { openaiHeaders } from '../openai/openai-headers.js';
import { writePieces } from '../web-search/cited-pieces.js';
import { searchWeb, type WebHit } from '../web-search/search-web.js';
import { linkedPieces } from './linked-pieces.js';
import {
  responseBody,
  responseUsage,
  toolUsage,
  type WebSearchCall,
  type WrittenResponse,
} from './response.js';
import { checkResponseRequest, type ResponseRequest } from './response-request.js';
import { responseStream } from './response-stream.js';

const NO_KEY = 'Missing bearer or basic authentication in header';
const NOT_JSON = 'We could not parse the JSON body of your request.';
const FAILED = 'The server had an error while processing your request. Sorry about that!';
const MOST_HITS = 5;
const LONGEST_QUERY = 400;
/** The frame of a call around its query, tokens. */
const CALL_TOKENS = 20;

/** `POST /v1/responses`, with the `web_search` tool. */
export class Responses implements VendorWire {
  readonly vendor = 'openai';
  readonly headers = openaiHeaders;
  readonly errorBody = openaiError;

  constructor(
    private readonly cache: PromptCache,
    private readonly corpus: () => Promise<Corpus>,
  ) {}

  read(text: string, request: { headers: { authorization?: string } }): Asked {
    const body = parseJsonObject(text, NOT_JSON);
    return {
      model: typeof body.model === 'string' ? body.model : null,
      message: lastText(body),
      reply: (context) => {
        if (!/^Bearer\s+\S/i.test(request.headers.authorization ?? '')) throw new Refusal(401, NO_KEY);
        return this.reply(checkResponseRequest(body), context);
      },
    };
  }

  private async reply(request: ResponseRequest, context: ReplyContext): Promise<Reply> {
    const response = await this.write(request, context);
    const { fault } = context;
    return {
      outputTokens: response.textTokens,
      usage: (tokens) => billed(response, tokens),
      body: () => responseBody(response, fault),
      ...(request.stream && { stream: responseStream(response, fault, FAILED) }),
    };
  }

  private async write(request: ResponseRequest, { id, now, fault }: ReplyContext): Promise<WrittenResponse> {
    const asked = promptOfTurns(userTexts(request));
    const call = await this.search(asked.question, request);
    const hits = call?.hits ?? [];
    const found = hits.map(({ title, url, content }, index) => ({ id: index + 1, title, url, content }));
    const callTokens = call ? tokensIn(call.query) + CALL_TOKENS : 0;
    const limit = Math.max(0, request.maxOutputTokens - callTokens);
    const text = answerTo({ question: asked.question, sources: call ? found : asked.sources }).text;
    const whole = call ? linkedPieces(text, hits) : [{ text, citation: null }];
    const pieces = writePieces(whole, limit, fault.output_tokens);
    const textTokens = pieces.reduce((sum, { answer }) => sum + answer.tokens, 0);
    const isWhole = pieces.length === whole.length && pieces.at(-1)?.answer.text === whole.at(-1)?.text;
    const isCut = fault.output_tokens === undefined ? !isWhole : fault.output_tokens >= limit;
    const prompt = this.meter(request, hits);
    return {
      id: id.slice(4),
      created: Math.floor(now / 1_000),
      request,
      prompt,
      call,
      callTokens,
      pieces,
      textTokens,
      isCut,
    };
  }

  private meter(request: ResponseRequest, hits: readonly WebHit[]): { prompt: number; cached: number } {
    const { prompt, cached } = meterPrompt(request, this.cache);
    const read = hits.reduce(
      (sum, { title, url, content }) => sum + tokensIn(`${title}\n${url}\n${content}`),
      0,
    );
    return { prompt: prompt + read, cached };
  }

  private async search(question: string, { webSearch }: ResponseRequest): Promise<WebSearchCall | null> {
    if (webSearch === null) return null;
    const query = question.replace(/\s+/g, ' ').slice(0, LONGEST_QUERY);
    try {
      const hits = searchWeb(await this.corpus(), { query, limit: MOST_HITS, allowed: webSearch.allowed });
      return { query, hits, failed: false };
    } catch {
      return { query, hits: [], failed: true };
    }
  }
}

/** The searches stand beside the tokens, as in the response. */
function billed(response: WrittenResponse, tokens: number): object {
  const usage = responseUsage(response, tokens);
  return response.call ? { ...usage, tool_usage: toolUsage(response) } : usage;
}

const userTexts = ({ messages }: ResponseRequest): string[] =>
  messages.filter(({ role }) => role === 'user').map((message) => textsOf(message).join('\n'));

/** For fault rules, before the request is checked. */
function lastText({ input }: Record<string, unknown>): string {
  if (typeof input === 'string') return input;
  if (!Array.isArray(input)) return '';
  const last = (input as ({ role?: unknown; content?: unknown } | null)[]).findLast(
    (item) => item?.role === 'user',
  );
  const content = last?.content;
  return typeof content === 'string' || Array.isArray(content)
    ? textsOf({ role: 'user', content: content as string }).join('\n')
    : '';
}
