import type { IncomingMessage, ServerResponse } from 'node:http';
import { anthropicModel, anthropicModels } from './anthropic/anthropic-models.js';
import { countTokensRoute } from './anthropic/count-tokens.js';
import type { PromptCache } from './answering/prompt-cache.js';
import { clearBill, readBill } from './bill/bill.routes.js';
import { BraveSearch } from './brave/brave-search.js';
import type { Corpus } from './corpus/corpus.js';
import { addFault, clearFaults, listFaults } from './faults/faults.routes.js';
import { controlError, isFromThisMachine } from './http/control.js';
import { type Handler, Router } from './http/router.js';
import { sendJson } from './http/send.js';
import { type Desk, serveVendor } from './http/serve-vendor.js';
import type { VendorWire } from './http/vendor-wire.js';
import { ChatCompletions } from './openai/chat-completions.js';
import { openaiModel, openaiModels } from './openai/openai-models.js';
import { pagesRoute } from './pages/pages.routes.js';
import { Responses } from './responses/responses.js';
import { Search } from './searxng/search.js';
import { TavilySearch } from './tavily/tavily-search.js';
import { WebSearchMessages } from './web-search/web-search-messages.js';

export interface Rooms {
  readonly desk: Desk;
  readonly cache: PromptCache;
  readonly corpus: () => Promise<Corpus>;
}

const ABOUT = {
  name: 'sandbox',
  status: 'ok',
  what: 'A stand-in for OpenAI, Anthropic, SearXNG, Brave and Tavily on their wire formats. Its answers are quotations from the sources it is given.',
  routes: [
    'POST /v1/chat/completions',
    'POST /v1/responses',
    'POST /v1/messages',
    'POST /v1/messages/count_tokens',
    'GET /v1/models',
    'GET /search',
    'GET /res/v1/web/search',
    'POST /search',
    'GET /_pages',
  ],
  control: ['GET, DELETE /_sandbox/bill', 'GET, POST, DELETE /_sandbox/faults'],
};

/** Every route there is. A new wire format is one more line. */
export function createRouter({ desk, cache, corpus }: Rooms): Router {
  const paid =
    (wire: VendorWire): Handler =>
    (request, response, query) =>
      serveVendor(desk, wire, request, response, query);
  return new Router()
    .on('POST', '/v1/chat/completions', paid(new ChatCompletions(cache)))
    .on('POST', '/v1/responses', paid(new Responses(cache, corpus)))
    .on('POST', '/v1/messages', paid(new WebSearchMessages(cache, corpus)))
    .on('GET', '/search', paid(new Search(corpus)))
    .on('GET', '/res/v1/web/search', paid(new BraveSearch(corpus)))
    .on('POST', '/search', paid(new TavilySearch(corpus)))
    .on('GET', '/_pages', pagesRoute(corpus))
    .on('POST', '/v1/messages/count_tokens', countTokensRoute)
    .on('GET', '/v1/models', listModels)
    .on('GET', '/v1/models/*', showModel)
    .on('GET', '/', about)
    .on('GET', '/healthz', about)
    .on(
      'GET',
      '/_sandbox/bill',
      control((_request, response, query) => readBill(desk.bill, response, query)),
    )
    .on(
      'DELETE',
      '/_sandbox/bill',
      control((_request, response) => clearBill(desk.bill, response)),
    )
    .on(
      'POST',
      '/_sandbox/faults',
      control((request, response) => addFault(desk.rules, request, response)),
    )
    .on(
      'GET',
      '/_sandbox/faults',
      control((_request, response) => listFaults(desk.rules, response)),
    )
    .on(
      'DELETE',
      '/_sandbox/faults',
      control((_request, response) => clearFaults(desk.rules, response)),
    );
}

const control =
  (handler: Handler): Handler =>
  (request, response, query, path) =>
    isFromThisMachine(request)
      ? handler(request, response, query, path)
      : controlError(response, 403, null, 'the control routes answer this machine only');

const isAnthropic = (request: IncomingMessage): boolean => request.headers['anthropic-version'] !== undefined;

function listModels(request: IncomingMessage, response: ServerResponse): void {
  sendJson(response, 200, isAnthropic(request) ? anthropicModels() : openaiModels());
}

function showModel(
  request: IncomingMessage,
  response: ServerResponse,
  _query: URLSearchParams,
  path: string,
): void {
  const id = decodeURIComponent(path.slice('/v1/models/'.length));
  sendJson(response, 200, isAnthropic(request) ? anthropicModel(id) : openaiModel(id));
}

const about: Handler = (_request, response) => sendJson(response, 200, ABOUT);
