import { hash } from 'node:crypto';
import type { IdempotencyKey } from './kept-response.js';

/**
 * What tells an Idempotency-Key apart in the ledger, where a client's own text has no place. The same as the function
 * of this name in the database; neither part can hold a line's end.
 */
export function ledgerKey({ owner, key }: IdempotencyKey): string {
  return hash('sha256', `${owner}\n${key}`);
}
