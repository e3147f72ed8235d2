import type { IncomingMessage } from 'node:http';
import type { Corpus } from '../corpus/corpus.js';
import { GenerationCache } from '../generation-cache.js';
import { type Asked, type Refusal, type Reply, type VendorWire } from '../http/vendor-wire.js';
import { readSearchRequest } from './search-request.js';
import { searchResponse } from './search-response.js';

/** SearXNG charges nothing; a deployment that pays for searches pays by the request. */
const ONE_SEARCH = Object.freeze({ search_requests: 1 });
const LONGEST_KEPT_QUERY = 500;

/** `GET /search`. A search waits for the index to stand. */
export class Search implements VendorWire {
  readonly vendor = 'searxng';
  private readonly responses = new GenerationCache<string, string>(500);

  constructor(private readonly corpus: () => Promise<Corpus>) {}

  read(_body: string, _request: IncomingMessage, query: URLSearchParams): Asked {
    return { model: null, message: query.get('q') ?? '', reply: () => this.reply(query) };
  }

  headers(_id: string, elapsed: number): string[] {
    return ['server-timing', `total;dur=${elapsed.toFixed(3)}`];
  }

  errorBody({ message }: Refusal): string {
    return JSON.stringify({ error: message });
  }

  private async reply(params: URLSearchParams): Promise<Reply> {
    const { query, page } = readSearchRequest(params);
    const key = `${page} ${query}`;
    let body = this.responses.get(key);
    if (body === undefined) {
      body = searchResponse(query, (await this.corpus()).search(query), page);
      if (query.length <= LONGEST_KEPT_QUERY) this.responses.set(key, body);
    }
    const text = body;
    return { outputTokens: 0, usage: () => ONE_SEARCH, body: () => text };
  }
}
