import type { ServerResponse } from 'node:http';
import type { StoredResponse } from '@app/cost';

/** An answer that was given before. */
export interface Replay {
  readonly replay: StoredResponse;
  /** The request under which it is in the ledger: this one has cost nothing. */
  readonly bookedAs: string;
}

/** Sends an answer again, byte for byte. */
export function sendStored(response: ServerResponse, { replay, bookedAs }: Replay): void {
  if (response.destroyed) return;
  const { status, headers, body } = replay;
  response.writeHead(status, {
    ...headers,
    'Idempotency-Replayed': 'true',
    'Idempotency-Booked-As': bookedAs,
  });
  response.end(body);
}
