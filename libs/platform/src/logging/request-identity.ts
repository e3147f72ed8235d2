import type { IncomingMessage } from 'node:http';
import type { Ids } from '../ids/ids.js';
import { newId } from '../ids/new-id.js';

const SAFE_TOKEN = /^[A-Za-z0-9._-]{1,128}$/;
/** W3C Trace Context: version, trace id (not all zeros), parent id, flags. */
const TRACEPARENT = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}/;

type Headers = IncomingMessage['headers'];

/** The client's `X-Request-ID` when it is a token that cannot hurt a log or a header, else one of ours. */
export function requestIdFrom(headers: Headers, ids: Ids): string {
  const offered = headers['x-request-id'];
  return typeof offered === 'string' && SAFE_TOKEN.test(offered) ? offered : newId('req', ids);
}

/** The trace the request belongs to, 32 hexadecimal digits: the caller's `traceparent`, else a new one. */
export function traceIdFrom(headers: Headers, ids: Ids): string {
  const offered = headers.traceparent;
  const [, traceId] = (typeof offered === 'string' && TRACEPARENT.exec(offered)) || [];
  return traceId ?? ids.uuid().replaceAll('-', '');
}
