import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from '../http/vendor-wire.js';

/** Any key will do, none will not; the version must be said. */
export function checkAccess(headers: IncomingHttpHeaders): void {
  if (!headers['x-api-key'] && !headers.authorization) throw new Refusal(401, 'x-api-key header is required');
  if (!headers['anthropic-version']) throw new Refusal(400, 'anthropic-version: header is required');
}
