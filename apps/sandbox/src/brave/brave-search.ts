import type { IncomingMessage } from 'node:http';
import type { Corpus } from '../corpus/corpus.js';
import { type Asked, type Refusal, type Reply, type VendorWire } from '../http/vendor-wire.js';
import { searchWeb } from '../web-search/search-web.js';
import { braveError } from './brave-error.js';
import { braveResponse } from './brave-response.js';
import { checkBraveKey, readBraveRequest } from './brave-request.js';

const ONE_SEARCH = Object.freeze({ search_requests: 1 });
/** Of the second and of the month; they never run low. */
const LIMITS = Object.entries({
  'x-ratelimit-limit': '50, 0',
  'x-ratelimit-policy': '50;w=1, 0;w=2592000',
  'x-ratelimit-remaining': '49, 0',
  'x-ratelimit-reset': '1, 0',
}).flat();

/** `GET /res/v1/web/search`, Brave's. */
export class BraveSearch implements VendorWire {
  readonly vendor = 'brave';

  constructor(private readonly corpus: () => Promise<Corpus>) {}

  read(_body: string, request: IncomingMessage, query: URLSearchParams): Asked {
    return {
      model: null,
      message: query.get('q') ?? '',
      reply: () => {
        checkBraveKey(request.headers);
        return this.reply(query);
      },
    };
  }

  headers(): string[] {
    return LIMITS;
  }

  errorBody(refusal: Refusal, id: string): string {
    return braveError(refusal, id);
  }

  private async reply(parameters: URLSearchParams): Promise<Reply> {
    const { query, count, offset } = readBraveRequest(parameters);
    const from = offset * count;
    const hits = searchWeb(await this.corpus(), { query, limit: count + 1, from });
    const body = braveResponse(query, hits.slice(0, count), hits.length > count);
    return { outputTokens: 0, usage: () => ONE_SEARCH, body: () => body };
  }
}
