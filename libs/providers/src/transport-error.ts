import { progressOfBreak } from '@app/resilience';

/**
 * A call that broke below HTTP, before any answer. Its text never says "timeout" and it has no `cause`: the
 * SDKs read both to guess what happened, and throw away what is known here. `failure` keeps the original.
 */
export class TransportError extends Error {
  constructor(
    /** `not-sent` only where it is certain that the vendor saw nothing. */
    readonly progress: 'not-sent' | 'unanswered',
    /** Node's or undici's: `ECONNREFUSED`, `UND_ERR_CONNECT_TIMEOUT`. */
    readonly code: string,
    readonly failure: unknown,
  ) {
    super('The connection failed.');
    this.name = 'TransportError';
  }

  /** A wrong certificate stays wrong; anything else about a connection may be better a little later. */
  get retryable(): boolean {
    return !UNTRUSTED.test(this.code);
  }
}

const UNTRUSTED = /CERT|UNABLE_TO_|^ERR_TLS_/;

export function toTransportError(failure: unknown): TransportError {
  const { code } = failure as { code?: unknown };
  return new TransportError(progressOfBreak(failure), typeof code === 'string' ? code : 'UNKNOWN', failure);
}
