import type { IncomingMessage, ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { PromptCache } from '../answering/prompt-cache.js';
import { parseJsonObject } from '../http/parse-json.js';
import { readBody } from '../http/read-body.js';
import { Refusal } from '../http/vendor-wire.js';
import { anthropicError } from './anthropic-error.js';
import { anthropicHeaders } from './anthropic-headers.js';
import { checkAccess } from './check-access.js';
import { checkMessageRequest } from './message-request.js';
import { NOT_JSON } from './messages.js';
import { meterMessage } from './meter-message.js';

/** `POST /v1/messages/count_tokens`: free, and so not on the bill. */
export async function countTokensRoute(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const id = `req_${randomUUID().replaceAll('-', '')}`;
  const headers = [...anthropicHeaders(id), 'content-type', 'application/json'];
  try {
    const body = parseJsonObject(await readBody(request), NOT_JSON);
    checkAccess(request.headers);
    const counted = meterMessage(checkMessageRequest(body, false), new PromptCache(Date.now));
    const total = counted.uncached + counted.cacheRead + counted.cacheWrite5m + counted.cacheWrite1h;
    response.writeHead(200, headers).end(JSON.stringify({ input_tokens: total }));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    response.writeHead(error.status, headers).end(anthropicError(error, id));
  }
}
