import type { Corpus } from '../corpus/corpus.js';
import { parseJsonObject } from '../http/parse-json.js';
import { type Asked, Refusal, type Reply, type ReplyContext, type VendorWire } from '../http/vendor-wire.js';
import { searchWeb, type WebHit } from '../web-search/search-web.js';
import { readTavilyRequest, type TavilyRequest } from './tavily-request.js';

const NOT_JSON = 'There was an error parsing the body';
const NO_KEY = 'Unauthorized: missing or invalid API key.';

/** `POST /search`, Tavily's. */
export class TavilySearch implements VendorWire {
  readonly vendor = 'tavily';

  constructor(private readonly corpus: () => Promise<Corpus>) {}

  read(text: string, request: { headers: { authorization?: string } }): Asked {
    const body = parseJsonObject(text, NOT_JSON);
    return {
      model: null,
      message: typeof body.query === 'string' ? body.query : '',
      reply: (context) => {
        if (!/^Bearer\s+\S/i.test(request.headers.authorization ?? '')) throw new Refusal(401, NO_KEY);
        return this.reply(readTavilyRequest(body), context);
      },
    };
  }

  headers(): string[] {
    return [];
  }

  errorBody({ message }: Refusal): string {
    return JSON.stringify({ detail: { error: message } });
  }

  private async reply(asked: TavilyRequest, { id, fault }: ReplyContext): Promise<Reply> {
    const { query, credits, limit, allowed, blocked } = asked;
    const hits = searchWeb(await this.corpus(), { query, limit, allowed, blocked });
    const body = JSON.stringify({
      query,
      follow_up_questions: null,
      answer: null,
      images: [],
      results: hits.map(result),
      response_time: 0.01,
      ...(asked.tellsUsage && !fault.omit_usage && { usage: { credits } }),
      request_id: id,
    });
    return { outputTokens: 0, usage: () => ({ search_requests: 1, credits }), body: () => body };
  }
}

/** No file says when it was written, so there is no `published_date`. */
function result({ url, title, snippet, score }: WebHit): object {
  return { url, title, content: snippet, score: Number(score.toFixed(5)), raw_content: null };
}
