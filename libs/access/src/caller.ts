import { DEFAULT_ORGANISATION, type Role } from '@app/platform';

/** Who asks: what a key says about its holder. Holds nothing that opens a door. */
export interface Caller {
  /** Stable over restarts and replicas; derived from the key, never the key. */
  readonly keyId: string;
  /** Whose conversations and answers these are. */
  readonly ownerId: string;
  readonly roles: readonly Role[];
  readonly organisation: string;
  readonly team: string | null;
  readonly costCenter: string | null;
}

/** Who asks when `API_KEY_REQUIRED` is false: all share one owner. */
export const ANONYMOUS: Caller = Object.freeze({
  keyId: 'anonymous',
  ownerId: 'anonymous',
  roles: Object.freeze(['chat'] as const),
  organisation: DEFAULT_ORGANISATION,
  team: null,
  costCenter: null,
});
