import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import { DEFAULT_ORGANISATION, type Role } from '@app/platform';
import { ANONYMOUS, type Caller } from './caller.js';

export interface ApiKeyEntry {
  readonly key: string;
  readonly roles: readonly Role[];
  /** Whose budgets it draws on; left out: the default organisation's, and no team's. */
  readonly organisation?: string;
  readonly team?: string | null;
  readonly costCenter?: string | null;
}

export interface ApiKeysOptions {
  readonly entries: readonly ApiKeyEntry[];
  /** Mixed into every digest. Changing it changes every key's id, and with it who owns what. */
  readonly pepper: string | null;
  /** False: a request without a key is let in as the anonymous caller. A wrong key never is. */
  readonly required: boolean;
  /** The key that the first start in development made, for the banner; null everywhere else. */
  readonly developmentKey?: string | null;
}

/** Keys longer than this are refused unread: nobody issues them, and hashing them would be work for a stranger. */
const LONGEST_KEY = 512;

interface KnownKey {
  readonly digest: Buffer;
  readonly caller: Caller;
}

/**
 * Who holds which key. Keys are kept and looked up as SHA-256 digests with the pepper and compared in constant
 * time, so that neither a heap dump nor a stop-watch gives one away.
 */
export class ApiKeys {
  readonly required: boolean;
  readonly developmentKey: string | null;
  private readonly pepper: string;
  private readonly known = new Map<string, KnownKey>();

  constructor(options: ApiKeysOptions) {
    this.pepper = options.pepper ?? 'api-key';
    this.required = options.required;
    this.developmentKey = options.developmentKey ?? null;
    for (const entry of options.entries) {
      const digest = this.digest(entry.key);
      this.known.set(digest.toString('latin1'), { digest, caller: this.callerOf(entry) });
    }
  }

  /** The key's holder; the anonymous caller where no key is given and none is required; else null. */
  identify(key: string | undefined): Caller | null {
    if (!key) return this.required ? null : ANONYMOUS;
    if (key.length > LONGEST_KEY) return null;
    const digest = this.digest(key);
    const candidate = this.known.get(digest.toString('latin1'));
    return candidate && timingSafeEqual(candidate.digest, digest) ? candidate.caller : null;
  }

  /** Everybody who may come: who holds a key, and the anonymous caller where no key is required. */
  callers(): readonly Caller[] {
    const holders = [...this.known.values()].map(({ caller }) => caller);
    return this.required ? holders : [...holders, ANONYMOUS];
  }

  /** On every request: one call of the one-shot hash costs a third of an HMAC object. */
  private digest(key: string): Buffer {
    return hash('sha256', `${this.pepper}\0${key}`, 'buffer');
  }

  private callerOf({
    key,
    roles,
    organisation = DEFAULT_ORGANISATION,
    team = null,
    costCenter = null,
  }: ApiKeyEntry): Caller {
    const keyId = `key_${createHmac('sha256', this.pepper).update(key).digest('hex').slice(0, 16)}`;
    return Object.freeze({
      keyId,
      ownerId: keyId,
      roles,
      organisation,
      team,
      costCenter,
    });
  }
}
