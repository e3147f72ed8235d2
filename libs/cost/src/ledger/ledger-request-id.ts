/** Between a client's name for a request and what makes it unique; no X-Request-ID that is taken over holds it. */
const BEFORE_UNIQUE = '~';

/**
 * What the ledger books a request under. `name` is its X-Request-ID, which clients use again; `unique` is a token of
 * ours that they don't: `my-id` becomes `my-id~Vf3…`.
 */
export function ledgerRequestId(name: string, unique: string): string {
  return `${name}${BEFORE_UNIQUE}${unique}`;
}
