import { Agent } from 'undici';

/** What one answer may weigh, bytes: ten hits weigh some 20 KiB. */
const RESPONSE_LIMIT = 2 * 1024 * 1024;

/** The connections of search engines: the search's own time-out owns the time after connecting. */
export function createSearchAgent(): Agent {
  return new Agent({
    connections: 128,
    pipelining: 1,
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 30_000,
    maxResponseSize: RESPONSE_LIMIT,
    connect: { timeout: 3_000 },
  });
}
