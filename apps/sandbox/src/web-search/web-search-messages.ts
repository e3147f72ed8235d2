import type { IncomingMessage } from 'node:http';
import { promptOfTurns } from '../answering/prompt-of-turns.js';
import type { PromptCache } from '../answering/prompt-cache.js';
import { tokensIn } from '../answering/tokenizer.js';
import { anthropicError } from '../anthropic/anthropic-error.js';
import { checkAccess } from '../anthropic/check-access.js';
import { blocksOf, checkMessageRequest, type MessageRequest } from '../anthropic/message-request.js';
import { Messages, NOT_JSON } from '../anthropic/messages.js';
import { meterMessage } from '../anthropic/meter-message.js';
import type { Corpus } from '../corpus/corpus.js';
import { parseJsonObject } from '../http/parse-json.js';
import { type Asked, Refusal, type Reply, type ReplyContext, type VendorWire } from '../http/vendor-wire.js';
import { citedText, type CitedText } from './cited-message.js';
import { citedBody, type CitedMessage, citedStream } from './cited-wire.js';
import { givenResults, searchResultCitation } from './given-results.js';
import { searchWeb, type WebHit } from './search-web.js';
import { toolBlocks, usageOf, webCitation, type WebSearch } from './web-search-blocks.js';
import { webSearchTool, type WebSearchTool } from './web-search-tool.js';

/** What every other request is spared: being read a second time. */
const CONCERNS_US = /"web_search_|"citations"/;
const MOST_HITS = 5;
const LONGEST_QUERY = 400;
/** The frame of a call around its query, tokens. */
const CALL_TOKENS = 40;

/** `POST /v1/messages` with citations of Anthropic's own: its `web_search` tool, and `search_result` blocks that ask for them. */
export class WebSearchMessages implements VendorWire {
  readonly vendor = 'anthropic';
  private readonly plain: Messages;

  constructor(
    private readonly cache: PromptCache,
    private readonly corpus: () => Promise<Corpus>,
  ) {
    this.plain = new Messages(cache);
  }

  headers(id: string): string[] {
    return this.plain.headers(id);
  }

  errorBody(refusal: Refusal, id: string): string {
    return anthropicError(refusal, id);
  }

  read(text: string, request: Pick<IncomingMessage, 'headers'>): Asked {
    const plain = this.plain.read(text, request);
    if (!CONCERNS_US.test(text)) return plain;
    return {
      ...plain,
      reply: async (context) => {
        checkAccess(request.headers);
        const asked = checkMessageRequest(parseJsonObject(text, NOT_JSON));
        const tool = webSearchTool(asked);
        if (tool) return this.replySearching(asked, tool, context);
        return givenResults(asked.messages).length > 0
          ? this.replyCiting(asked, context)
          : plain.reply(context);
      },
    };
  }

  private async replySearching(
    asked: MessageRequest,
    tool: WebSearchTool,
    context: ReplyContext,
  ): Promise<Reply> {
    const question = questionOf(asked);
    const search = await this.search(question, tool);
    const { hits } = search;
    const callTokens = tokensIn(search.query) + CALL_TOKENS;
    const input = meterMessage(asked, this.cache);
    const read = hits.reduce((sum, hit) => sum + tokensIn(`${hit.title}\n${hit.url}\n${hit.content}`), 0);
    const text = citedText({
      question,
      sources: hits.map(({ title, url, content }, index) => ({ id: index + 1, title, url, content })),
      limit: Math.max(0, asked.max_tokens - callTokens),
      exactly: context.fault.output_tokens,
      cite: ({ text: quote, source }) => webCitation(hits[source - 1] as WebHit, quote),
    });
    const searches = { web_search_requests: search.failed ? 0 : 1, web_fetch_requests: 0 };
    const message: CitedMessage = {
      ...headOf(asked, context, text),
      tools: toolBlocks(search, context.id),
      usageAtStart: usageOf(input, 0, 1),
      usage: (tokens) => ({ ...usageOf(input, read, callTokens + tokens), server_tool_use: searches }),
    };
    return replyWith(asked, message, context);
  }

  private replyCiting(asked: MessageRequest, context: ReplyContext): Reply {
    const sources = givenResults(asked.messages);
    const input = meterMessage(asked, this.cache);
    const text = citedText({
      question: questionOf(asked),
      sources,
      limit: asked.max_tokens,
      exactly: context.fault.output_tokens,
      cite: ({ text: quote, source }) => searchResultCitation(asked.messages, source, quote),
    });
    const message: CitedMessage = {
      ...headOf(asked, context, text),
      tools: [],
      usageAtStart: usageOf(input, 0, Math.min(1, text.tokens)),
      usage: (tokens) => usageOf(input, 0, tokens),
    };
    return replyWith(asked, message, context);
  }

  private async search(question: string, { allowed, blocked }: WebSearchTool): Promise<WebSearch> {
    const query = question.replace(/\s+/g, ' ').slice(0, LONGEST_QUERY);
    try {
      const hits = searchWeb(await this.corpus(), { query, limit: MOST_HITS, allowed, blocked });
      return { query, hits, failed: false };
    } catch {
      return { query, hits: [], failed: true };
    }
  }
}

const questionOf = ({ messages }: MessageRequest): string => {
  const users = messages.filter(({ role }) => role === 'user');
  const texts = users.map(({ content }) =>
    blocksOf(content)
      .flatMap(({ type, text }) => (type === 'text' && text !== undefined ? [text] : []))
      .join('\n'),
  );
  return promptOfTurns(texts).question;
};

function headOf(
  { model }: MessageRequest,
  { id }: ReplyContext,
  text: CitedText,
): Pick<CitedMessage, 'id' | 'model' | 'text' | 'stopReason'> {
  return { id: `msg_${id.slice(4)}`, model, text, stopReason: text.isCut ? 'max_tokens' : 'end_turn' };
}

function replyWith({ stream }: MessageRequest, message: CitedMessage, { id, fault }: ReplyContext): Reply {
  const error = anthropicError(new Refusal(529, 'Overloaded'), id);
  return {
    outputTokens: message.text.tokens,
    usage: (tokens) => message.usage(tokens),
    body: () => citedBody(message, fault),
    ...(stream && { stream: citedStream(message, fault, error) }),
  };
}
