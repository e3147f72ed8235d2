import type { ServerResponse } from 'node:http';
import type { StoredResponse } from '@app/cost';

/** Sends an answer again, byte for byte. */
export function sendStored(response: ServerResponse, { status, headers, body }: StoredResponse): void {
  if (response.destroyed) return;
  response.writeHead(status, { ...headers, 'Idempotency-Replayed': 'true' });
  response.end(body);
}
