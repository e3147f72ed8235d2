import type { IncomingHttpHeaders } from 'node:http';
import type { SecureContextOptions } from 'node:tls';
import { Client, type Dispatcher } from 'undici';
import { checkedAddresses, type AddressCheck } from './checked-addresses.js';
import { checkUrl, type UrlRules } from './check-url.js';
import { contentTypeOf, type ContentType } from './content-type.js';
import { PageBlocked } from './page-blocked.js';
import { pinnedConnector } from './pinned-connector.js';
import { PAGE_LIMIT, readBody, tooLarge } from './read-body.js';

export interface FetchRules extends AddressCheck {
  readonly urls?: UrlRules;
  /** Further trust for TLS. */
  readonly tls?: SecureContextOptions;
}

/** What a server sent, unpacked and not yet understood. */
export interface RawPage extends ContentType {
  readonly finalUrl: string;
  readonly bytes: Uint8Array;
}

const MOST_REDIRECTS = 5;
/** `103 Early Hints` and its like; a server may send them for ever. */
const MOST_INTERIM_RESPONSES = 10;
const HEADER_LIMIT = 16 * 1024;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const HEADERS = {
  // Says what we are; a site that does not want us can tell us by it.
  'user-agent': 'ai-chatbot-page-reader/1.0 (reads pages to check citations)',
  accept: 'text/html, application/xhtml+xml, text/plain, text/markdown',
  'accept-encoding': 'gzip, br, deflate',
};

/**
 * Fetches a page: no cookies, no credentials, no proxy; every redirect is a new address that is checked from scratch.
 * Throws a `PageBlocked`, or whatever the network throws.
 */
export async function fetchPage(text: string, rules: FetchRules, signal: AbortSignal): Promise<RawPage> {
  let next = checkUrl(text, rules.urls);
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    const answer = await fetchOnce(next, rules, signal);
    if (typeof answer !== 'string') return answer;
    next = checkUrl(answer, rules.urls);
  }
  throw new PageBlocked('redirect-limit', `The page redirects more than ${MOST_REDIRECTS} times.`);
}

/** The page, or where it has moved. A connection of its own each time: none is left that was checked long ago. */
async function fetchOnce(url: URL, rules: FetchRules, signal: AbortSignal): Promise<RawPage | string> {
  const addresses = await checkedAddresses(url, rules, signal);
  const client = new Client(url.origin, {
    connect: pinnedConnector(addresses, rules.tls),
    maxHeaderSize: HEADER_LIMIT,
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
  });
  try {
    const response = await client.request({
      method: 'GET',
      path: `${url.pathname}${url.search}`,
      headers: HEADERS,
      signal,
      onInfo: interimCounter(client),
    });
    return await readResponse(response, url);
  } finally {
    await client.destroy();
  }
}

function interimCounter(client: Client): () => void {
  let seen = 0;
  return () => {
    seen += 1;
    if (seen > MOST_INTERIM_RESPONSES) void client.destroy(tooLarge());
  };
}

async function readResponse(response: Dispatcher.ResponseData, url: URL): Promise<RawPage | string> {
  const { statusCode, headers, body } = response;
  // Its error comes to whoever reads it; where nobody does it must not be an uncaught one.
  body.on('error', () => {});
  if (REDIRECTS.has(statusCode)) return movedTo(headers, url);
  if (statusCode !== 200) throw new PageBlocked('status', `The page answered with status ${statusCode}.`);
  const type = contentTypeOf(headers['content-type']);
  if (Number(headers['content-length'] ?? 0) > PAGE_LIMIT) throw tooLarge();
  return { ...type, finalUrl: url.href, bytes: await readBody(body, textOf(headers['content-encoding'])) };
}

function movedTo(headers: IncomingHttpHeaders, url: URL): string {
  const target = URL.parse(headers.location ?? '', url.href);
  if (!headers.location || target === null)
    throw new PageBlocked('invalid-url', 'The page redirects to what is not a URL.');
  return target.href;
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header;
}
