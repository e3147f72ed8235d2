import type { CallProgress } from '@app/providers';

/** What an upstream call's end means for the ledger; `ledger.md`, "Unknown outcomes", is this table. */
export type CallEnd =
  /** The vendor never billed: nothing is posted. */
  | { readonly outcome: 'voided'; readonly basis: 'exact' | 'estimated' }
  /** It may have billed and nobody knows what: the full hold. */
  | { readonly outcome: 'unknown' }
  /** It answered: by its usage, or counted from what arrived. */
  | { readonly outcome: 'settled' };

/**
 * A thrown error's own word counts (`progress` of a provider's or search engine's error). Anything else (the
 * caller's abort, a fault of ours) came after the call may have been written: counted when the answer had begun,
 * unknown when not.
 */
export function callEnd(started: boolean, error: unknown): CallEnd {
  switch (progressOf(error)) {
    case 'not-sent':
    case 'refused':
      return { outcome: 'voided', basis: 'exact' };
    case 'failed':
      return { outcome: 'voided', basis: 'estimated' };
    case 'unanswered':
      return { outcome: 'unknown' };
    case 'cut':
      return { outcome: 'settled' };
    default:
      return { outcome: started ? 'settled' : 'unknown' };
  }
}

function progressOf(error: unknown): CallProgress | undefined {
  if (typeof error !== 'object' || error === null || !('progress' in error)) return undefined;
  return error.progress as CallProgress;
}
